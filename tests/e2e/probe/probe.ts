// Asks an artefact for what the page never asks: its objectives and models against values that others computed.

import type { CheckRow, GoldenRow } from "../../../web/engine/generated/spec";
import type { BrowserLane } from "../../../web/engine/protocol";

export interface Question {
  lane: BrowserLane;
  wasm: ArrayBuffer;
  asked: Asked;
}

/** Files of a model’s folder, by name, in base 64. */
export type Files = Record<string, string>;
export type Asked = { kind: "objectives"; golden: string } | { kind: "model"; name: string; files: Files };
export type Row = GoldenRow | CheckRow;
export type Reply = { rows: Row[] } | { error: string };

declare global {
  interface Window {
    check(lane: BrowserLane, asked: Asked): Promise<Row[]>;
  }
}

const artefacts = import.meta.glob<string>("../../../web/engine/wasm/*/stillroom_wasm_bg.wasm", {
  query: "?url",
  import: "default",
  eager: true,
});

window.check = async (lane, asked) => {
  const url = artefacts[`../../../web/engine/wasm/${lane}/stillroom_wasm_bg.wasm`] ?? "";
  const wasm = await (await fetch(url)).arrayBuffer();
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  try {
    const reply = await new Promise<Reply>((resolve, reject) => {
      worker.onmessage = (event: MessageEvent<Reply>) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage({ lane, wasm, asked } satisfies Question);
    });
    if ("error" in reply) throw new Error(reply.error);
    return reply.rows;
  } finally {
    worker.terminate();
  }
};
