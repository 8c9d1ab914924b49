// Asks an artefact for what the page never asks: its objectives against golden values.

import type { GoldenRow } from "../../../web/engine/generated/spec";
import type { BrowserLane } from "../../../web/engine/protocol";

export interface Question {
  lane: BrowserLane;
  wasm: ArrayBuffer;
  golden: string;
}

export type Reply = { rows: GoldenRow[] } | { error: string };

declare global {
  interface Window {
    checkObjectives(lane: BrowserLane, golden: string): Promise<GoldenRow[]>;
  }
}

const artefacts = import.meta.glob<string>("../../../web/engine/wasm/*/stillroom_wasm_bg.wasm", {
  query: "?url",
  import: "default",
  eager: true,
});

window.checkObjectives = async (lane, golden) => {
  const url = artefacts[`../../../web/engine/wasm/${lane}/stillroom_wasm_bg.wasm`] ?? "";
  const wasm = await (await fetch(url)).arrayBuffer();
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  try {
    const reply = await new Promise<Reply>((resolve, reject) => {
      worker.onmessage = (event: MessageEvent<Reply>) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage({ lane, wasm, golden } satisfies Question);
    });
    if ("error" in reply) throw new Error(reply.error);
    return reply.rows;
  } finally {
    worker.terminate();
  }
};
