// What is aimed at, and how far it is.

import { table, withSpread } from "./markdown.mjs";
import { ratio } from "./statistics.mjs";

const CPU_RATIO = 0.7;
const DISPATCHES = 120;
const SUBMITS = 4;

function find(results, library) {
  return results.find((r) => r.contender.library === library && r.milliseconds.length);
}

/** A row: what, on which shape, the goal, what was measured, and how it compares. */
function row(what, shape, goal, value, shown = String(value)) {
  const distance = value <= goal ? "reached" : `missed by a factor of ${(value / goal).toFixed(2)}`;
  return [what, shape.name, `≤ ${goal}`, shown, distance];
}

function cpuRow(shape, results) {
  const ours = find(results, "ours");
  const theirs = find(results, "jax");
  if (!ours || !theirs || ours.milliseconds.length !== theirs.milliseconds.length) return [];
  const compared = ratio(ours.milliseconds, theirs.milliseconds);
  return [
    row(
      "CPU lane ÷ jax-js on wasm",
      shape,
      CPU_RATIO,
      compared.median,
      withSpread(compared, (x) => x.toFixed(2)),
    ),
  ];
}

function webgpuRows(shape, results) {
  const ours = find(results, "ours");
  if (!ours?.counts) return [];
  const per = (key) => Number((ours.counts[key] / ours.steps).toFixed(1));
  return [
    row("WebGPU dispatches per step", shape, DISPATCHES, per("dispatches")),
    row("WebGPU submits per step", shape, SUBMITS, per("submits")),
  ];
}

const ROWS = { cpu: cpuRow, webgpu: webgpuRows };

/** @param {import("./report.mjs").Findings["measured"]} measured */
export function goals(measured) {
  const rows = measured.flatMap(({ lane, shape, results }) => ROWS[lane](shape, results));
  if (!rows.length) return "Nothing of this project was measured.";
  return table(["", "shape", "goal", "measured", "distance"], rows);
}
