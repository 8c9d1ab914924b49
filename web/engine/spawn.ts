// Opens lanes: a worker, its artefact, its device. All bytes are already here.

import { type Adapter, findAdapter } from "./adapter";
import { fetchArtefact, fetchPreset, fetchWorker, type PresetName } from "./assets";
import { type LaneClient, WorkerClient } from "./client";
import type { BrowserLane, CommandOf } from "./protocol";

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
  /** Starts a worker for the lane; `close` of its client ends it. */
  spawn(lane: BrowserLane): { client: LaneClient; opened: Promise<OpenLane> };
}

/** Fetches everything; nothing is requested after it resolves. */
export async function loadEngine(): Promise<Engine> {
  const adapter = await findAdapter();
  const [script, languages, spam, cpu, webgpu] = await Promise.all([
    fetchWorker(),
    fetchPreset("languages"),
    fetchPreset("spam"),
    fetchArtefact("cpu"),
    adapter ? fetchArtefact("webgpu").catch(() => null) : null,
  ]);
  const bytes = { cpu, webgpu };
  return {
    adapter: webgpu ? adapter : null,
    presets: { languages, spam },
    spawn: (lane) => {
      const wasm = bytes[lane];
      if (!wasm) throw { code: "device", message: "WebGPU is not available here.", place: null, hint: "" };
      return spawn(script, lane, wasm, lane === "webgpu" ? adapter?.name : CPU_NAME);
    },
  };
}

function spawn(script: string, lane: BrowserLane, wasm: ArrayBuffer, name?: string) {
  const client = new WorkerClient(new Worker(script, { type: "module", name: `stillroom-${lane}` }));
  const open: CommandOf<"open"> = { type: "open", lane, wasm, ...(name ? { device: name } : {}) };
  const opened = client.call<"open">(open).then((device) => ({ lane, client, device }));
  return { client, opened };
}
