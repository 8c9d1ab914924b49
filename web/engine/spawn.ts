// Opens lanes: a worker, its artefact, its device. All bytes are already here.

import { type Adapter, findAdapter } from "./adapter";
import {
  fetchArtefact,
  fetchPreset,
  fetchText,
  fetchWorker,
  hasArtefact,
  type PresetName,
  type TextName,
} from "./assets";
import { type LaneClient, WorkerClient } from "./client";
import type { ErrorReport } from "./generated/spec";
import { ModelStore } from "./models/store";
import type { BrowserLane } from "./protocol";

/** A browser does not tell which processor it runs on. */
const CPU_NAME = "WebAssembly SIMD, 1 thread";

export interface OpenLane {
  lane: BrowserLane;
  client: LaneClient;
  /** The adapter or processor, as the engine names it. */
  device: string;
}

export interface Engine {
  /** None where WebGPU is missing. */
  adapter: Adapter | null;
  presets: Record<PresetName, File>;
  texts: Record<TextName, File>;
  /** Models of others that this browser keeps. */
  store: ModelStore;
  /** Asks the hosts that the user names. */
  fetch: typeof globalThis.fetch;
  /** Starts a worker for the lane; `close` of its client ends it. */
  spawn(lane: BrowserLane): { client: LaneClient; opened: Promise<OpenLane> };
}

/** Bytes of the lanes' artefacts; the CPU's come first, so that the page is ready soon. */
function fetchArtefacts(adapter: Adapter | null): Record<BrowserLane, Promise<ArrayBuffer>> {
  const cpu = fetchArtefact("cpu");
  const webgpu = cpu.then(() => (adapter ? fetchArtefact("webgpu") : Promise.reject(missing())));
  // Whoever opens the lane hears of it; until then nobody listens.
  webgpu.catch(() => {});
  return { cpu, webgpu };
}

function missing(): ErrorReport {
  return { code: "device", message: "WebGPU is not available here.", place: null, hint: "" };
}

/** Fetches everything; no request is begun after it resolves. */
export async function loadEngine(): Promise<Engine> {
  const found = await findAdapter();
  const adapter = hasArtefact("webgpu") ? found : null;
  const bytes = fetchArtefacts(adapter);
  const [script, languages, spam, northanger] = await Promise.all([
    fetchWorker(),
    fetchPreset("languages"),
    fetchPreset("spam"),
    fetchText("northanger"),
    bytes.cpu,
  ]);
  const nameOf = (lane: BrowserLane) => (lane === "webgpu" ? adapter?.name : CPU_NAME);
  return {
    adapter,
    presets: { languages, spam },
    texts: { northanger },
    store: new ModelStore(),
    fetch: (...asked) => fetch(...asked),
    spawn: (lane) => spawn(script, lane, bytes[lane], nameOf(lane)),
  };
}

function spawn(script: string, lane: BrowserLane, bytes: Promise<ArrayBuffer>, name: string | undefined) {
  const client = new WorkerClient(new Worker(script, { type: "module", name: `stillroom-${lane}` }));
  const open = async (): Promise<OpenLane> => {
    const device = name === undefined ? {} : { device: name };
    return { lane, client, device: await client.call<"open">({ type: "open", lane, wasm: await bytes, ...device }) };
  };
  return { client, opened: open() };
}
