/// <reference lib="webworker" />
// The dedicated worker of one lane. It lives as long as its lane and does all reading, training and measuring.

import { type GpuGuard, guardGpu } from "./gpu-guard";
import { openLab } from "./lab";
import type { Request } from "./protocol";
import { Pump } from "./pump";

/** Lets waiting messages in without the 4 ms that nested timers cost. */
function breather(): () => Promise<void> {
  const channel = new MessageChannel();
  let resume: (() => void) | null = null;
  channel.port1.onmessage = () => resume?.();
  return () =>
    new Promise((resolve) => {
      resume = resolve;
      channel.port2.postMessage(null);
    });
}

/** What 32 bits can address: the CPU lane's weights lie in the module's own memory. */
const WASM_BYTES = 2 ** 32;

let guard: GpuGuard | null = null;
const breathe = breather();

const pump: Pump = new Pump({
  open: (lane, wasm, device) => {
    if (lane === "webgpu") guard ??= guardGpu(GPUAdapter.prototype, (error) => pump.fail(error));
    return openLab(lane, wasm, device);
  },
  post: (message) => self.postMessage(message),
  breathe,
  now: () => performance.now(),
  fault: () => guard?.fault() ?? null,
  settle: async () => {
    await guard?.settle();
    await breathe();
  },
  // A GPU's own memory is nobody's to know.
  room: () => (guard ? { tensor: guard.tensorBytes(), total: null } : { tensor: null, total: WASM_BYTES }),
});

self.addEventListener("message", (event: MessageEvent<Request>) => pump.receive(event.data));
