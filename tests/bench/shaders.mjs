// What the first step on WebGPU waits for: the shaders that it compiles, by kind.

import { milliseconds, table } from "./markdown.mjs";
import { SHAPES } from "./shapes.mjs";

/** Milliseconds after which the compiling is given up. */
const TIMEOUT = 300_000;

/** @typedef {{ kind: string, milliseconds: number }} Shader */

/** Compiles what the first step of the first shape needs. @returns {Promise<Shader[]>} */
export async function measureShaders(inPage) {
  const args = ["/fixture/ours/ours.js", "shaders", { lane: "webgpu", shape: SHAPES[0] }, TIMEOUT];
  const { times } = await inPage((page) => page.evaluate((given) => window.bench.once(...given), args));
  return times;
}

/** @param {Shader[]} shaders */
export function shaderParts(shaders) {
  if (!shaders.length) return [];
  const sum = (some) => some.reduce((total, { milliseconds: one }) => total + one, 0);
  const rows = [...new Set(shaders.map(({ kind }) => kind))].map((kind) => {
    const some = shaders.filter((shader) => shader.kind === kind);
    return { kind, count: some.length, total: sum(some) };
  });
  rows.sort((a, b) => b.total - a.total);
  const shown = [...rows, { kind: "all", count: shaders.length, total: sum(shaders) }];
  return [
    "### What the first step waits for",
    `The shaders of a first step (${SHAPES[0].name}), compiled anew one after the other on the same adapter.`,
    table(
      ["kind", "shaders", "ms in all"],
      shown.map(({ kind, count, total }) => [kind, count, milliseconds(total)]),
    ),
  ];
}
