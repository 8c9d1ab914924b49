// The report, as Markdown.

import { LANES } from "./contenders.mjs";
import { goals } from "./goals.mjs";
import { languageParts } from "./language.mjs";
import { bytes, milliseconds, seconds, signed, table, withSpread } from "./markdown.mjs";
import { shaderParts } from "./shaders.mjs";
import { BATCH, CHECK_STEPS, TRAIN, VOCABULARY } from "./shapes.mjs";
import { ratio, spread } from "./statistics.mjs";

/** Largest difference from ours, on any step, at which a contender counts as training the same network. */
const LOSS_TOLERANCE = 1e-3;

/**
 * @typedef {object} Measured a lane on a shape
 * @property {"cpu" | "webgpu"} lane
 * @property {import("./shapes.mjs").Shape} shape
 * @property {{ repetitions: number }} plan
 * @property {import("./measure.mjs").Result[]} results
 *
 * @typedef {object} Findings
 * @property {ReturnType<import("./options.mjs").readOptions>} options
 * @property {{ adapter: string | null, software: boolean, isolated: boolean }} environment
 * @property {string[][]} machine
 * @property {Measured[]} measured
 * @property {import("./shaders.mjs").Shader[]} shaders of the WebGPU lane's first step
 * @property {import("./language.mjs").Overhead[]} overheads
 * @property {Record<string, number>} downloads bytes by contender
 */

/** @param {Findings} findings */
export function report(findings) {
  const { options, measured } = findings;
  const parts = [
    "# Benchmarks",
    `Written by \`npm run bench\`${scope(options)}; not edited by hand.`,
    table(["", ""], findings.machine),
    method(findings),
    "## Goals and the distance from them",
    goals(measured),
    ...options.lanes.flatMap((lane) => laneParts(lane, findings)),
    ...shaderParts(findings.shaders),
    ...languageParts(findings.overheads),
    "## The same training",
    correctnessText(),
    ...measured.flatMap(({ lane, shape, results }) => [`### ${LANES[lane]}, ${shape.name}`, correctness(results)]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function scope({ quick, only }) {
  const limits = [quick && "few, short repetitions", only && `the ${only} lane only`].filter(Boolean);
  return limits.length ? ` (${limits.join(", ")})` : "";
}

function method({ environment, measured }) {
  const threads = environment.isolated
    ? "The page is isolated, so that libraries may have used threads."
    : "The page is not cross-origin isolated: without shared memory, every wasm backend has one thread.";
  const repetitions = [...new Set(measured.map(({ plan }) => plan.repetitions))].join(" or ");
  return `All contenders train the encoder of \`crates/models\`: token and position embeddings, pre-norm blocks, ReLU, mean pooling,
linear head; 4 heads, feed-forward 4·d, batch ${BATCH}, ${VOCABULARY} ids, f32, no dropout; cross-entropy, gradients clipped to the global
norm ${TRAIN.clip_norm}, AdamW with decay on linear matrices. Every step uploads a new batch and reads its loss back to the host. jax-js
compiles the whole step with \`jit\`; TensorFlow.js, which has no such thing, runs op by op.
${threads}

Times are medians of ${repetitions} repetitions, with least and most; the contenders of a lane take turns, and a ratio compares two in the
same repetition. Dispatches, submits, pipelines, buffers and writes are counted by wrapping WebGPU's functions. *First
step* is the time from an empty worker to the first step's loss: loading without a network, compiling and, in Stillroom,
reading the data and training the tokenizer. *Download* is what the worker fetched until then, after brotli.`;
}

function laneParts(lane, { environment, measured, downloads }) {
  const note = lane === "webgpu" && environment.software ? [SOFTWARE_NOTE] : [];
  const shapes = measured
    .filter((m) => m.lane === lane)
    .flatMap(({ shape, results }) => {
      const counts = lane === "webgpu" ? [countTable(results)] : [];
      return [`### ${shape.name}`, timeTable(results, downloads), ...counts];
    });
  return [`## ${LANES[lane]}`, ...note, ...shapes];
}

const SOFTWARE_NOTE = `The adapter is SwiftShader, which plays GPU on the processor: these milliseconds measure the overhead of dispatches
and the work of kernels on a CPU, not a GPU's speed. The counts hold on every adapter.`;

function timeTable(results, downloads) {
  const ours = results.find((r) => r.contender.library === "ours");
  const rows = results.map((r) => {
    const { id, title } = r.contender;
    if (!r.milliseconds.length) return [title, `failed: ${r.failure}`, "", "", ""];
    const compared = ours && r !== ours && ours.milliseconds.length === r.milliseconds.length;
    const against = compared ? withSpread(ratio(ours.milliseconds, r.milliseconds), (x) => x.toFixed(2)) : "–";
    return [title, withSpread(spread(r.milliseconds), milliseconds), against, seconds(r.firstMs), bytes(downloads[id])];
  });
  return table(["", "ms per step", "Stillroom ÷ it", "first step", "download"], rows);
}

function countTable(results) {
  const rows = results
    .filter((r) => r.counts)
    .map(({ contender, counts, steps, firstCounts }) => {
      const per = (key) => Number((counts[key] / steps).toFixed(1));
      const buffers = `${per("buffers")}, ${bytes(per("bufferBytes"))}`;
      const writes = `${per("writes")}, ${bytes(per("writeBytes"))}`;
      return [
        contender.title,
        per("dispatches"),
        per("submits"),
        firstCounts.pipelines,
        per("pipelines"),
        buffers,
        writes,
      ];
    });
  const heads = ["per step", "dispatches", "submits", "pipelines until the first", "pipelines later"];
  return table([...heads, "buffers made", "written to buffers"], rows);
}

function correctnessText() {
  return `From the same initial weights, ${CHECK_STEPS} steps on the same batch, fewer where they are very slow. The losses must agree
with Stillroom's within ${LOSS_TOLERANCE} and must fall, and WebGPU must not have rejected a shader or a call.`;
}

function correctness(results) {
  const reference = results.find((r) => r.contender.library === "ours" && r.losses.length)?.losses ?? [];
  const rows = results.map((result) => {
    const { contender, losses, failure } = result;
    const name = `${contender.title}, ${contender.backend}`;
    if (!losses.length) return [name, "", "", "", "", `failed: ${failure}`];
    const differences = losses.map((value, i) => value - reference[i]).filter(Number.isFinite);
    const shown = [losses[0].toFixed(6), losses.at(-1).toFixed(6)];
    if (!differences.length) return [name, ...shown, "", "", "nothing of Stillroom's to compare with"];
    const furthest = differences.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
    return [name, ...shown, signed(differences[0]), signed(furthest), judge(result, furthest)];
  });
  return table(["", "first loss", "last loss", "first, from ours", "furthest from ours", "agrees and falls"], rows);
}

function judge({ losses, faults }, furthest) {
  if (faults.length) return `no: ${faults[0].split("\n")[0]}`;
  if (Math.abs(furthest) > LOSS_TOLERANCE) return "no: another loss";
  return losses.at(-1) < losses[0] ? "yes" : "no: does not fall";
}
