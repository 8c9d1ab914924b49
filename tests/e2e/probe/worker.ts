/// <reference lib="webworker" />

import type { GoldenRow } from "../../../web/engine/generated/spec";
import { guardGpu } from "../../../web/engine/gpu-guard";
import { type Lab, openLab } from "../../../web/engine/lab";
import type { Question, Reply } from "./probe";

/** What the page's own code has no use for. */
type Checked = Lab & { checkObjectives(golden: string): Promise<GoldenRow[]> };

async function answer({ lane, wasm, golden }: Question): Promise<Reply> {
  const guard = lane === "webgpu" ? guardGpu(GPUAdapter.prototype, () => {}) : null;
  const { lab } = await openLab(lane, wasm);
  const rows = await (lab as Checked).checkObjectives(golden);
  await guard?.settle();
  const fault = guard?.fault();
  return fault ? { error: fault.message } : { rows };
}

self.addEventListener("message", async (event: MessageEvent<Question>) => {
  try {
    self.postMessage(await answer(event.data));
  } catch (thrown) {
    self.postMessage({ error: String(thrown) });
  }
});
