/// <reference lib="webworker" />

import type * as generated from "../../../web/engine/generated/lab";
import { guardGpu } from "../../../web/engine/gpu-guard";
import { type Lab, openLab } from "../../../web/engine/lab";
import type { Asked, Question, Reply, Row } from "./probe";

/** What the page's own code has no use for. */
type Checked = Lab & Pick<generated.Lab, "checkModel" | "checkObjectives">;

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function check(lab: Checked, asked: Asked): Promise<Row[]> {
  if (asked.kind === "objectives") return lab.checkObjectives(asked.golden);
  const files = Object.entries(asked.files).map(([name, base64]) => [name, bytesOf(base64)] as const);
  return lab.checkModel(asked.name, new Map(files));
}

async function answer({ lane, wasm, asked }: Question): Promise<Reply> {
  const guard = lane === "webgpu" ? guardGpu(GPUAdapter.prototype, () => {}) : null;
  const { lab } = await openLab(lane, wasm);
  const rows = await check(lab as Checked, asked);
  await guard?.settle();
  const fault = guard?.fault();
  return fault ? { error: fault.message } : { rows };
}

self.addEventListener("message", async (event: MessageEvent<Question>) => {
  try {
    self.postMessage(await answer(event.data));
  } catch (thrown) {
    self.postMessage({ error: thrown instanceof Error ? thrown.message : JSON.stringify(thrown) });
  }
});
