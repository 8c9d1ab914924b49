// Who is measured, on which lane.

/**
 * @typedef {object} Contender
 * @property {string} id a word for addresses
 * @property {string} title
 * @property {"cpu" | "webgpu"} lane
 * @property {"ours" | "jax" | "tfjs"} library
 * @property {string} backend what the library calls the lane
 */

/** @type {Contender[]} */
export const CONTENDERS = [
  { id: "ours-cpu", title: "Stillroom", lane: "cpu", library: "ours", backend: "cpu" },
  { id: "jax-wasm", title: "jax-js", lane: "cpu", library: "jax", backend: "wasm" },
  { id: "tfjs-wasm", title: "TensorFlow.js", lane: "cpu", library: "tfjs", backend: "wasm" },
  { id: "ours-webgpu", title: "Stillroom", lane: "webgpu", library: "ours", backend: "webgpu" },
  { id: "jax-webgpu", title: "jax-js", lane: "webgpu", library: "jax", backend: "webgpu" },
  { id: "tfjs-webgpu", title: "TensorFlow.js", lane: "webgpu", library: "tfjs", backend: "webgpu" },
];

export const LANES = { cpu: "CPU lane: wasm, one thread", webgpu: "WebGPU lane" };

/** Address of a contender's worker. @param {Contender} contender */
export function workerUrl({ id, library }) {
  return `/${id}/${library}/${library}.js`;
}
