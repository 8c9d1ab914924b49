// What is aimed at, and how far it is.

import { table, withSpread } from "./markdown.mjs";
import { ratio, spread } from "./statistics.mjs";

const CPU_RATIO = 0.7;
const DISPATCHES = 120;
const SUBMITS = 4;

function find(results, library) {
  return results.find((r) => r.contender.library === library && r.milliseconds.length);
}

/** How a spread compares with a goal: reached means in every repetition. */
function distance({ median, most }, goal) {
  if (most <= goal) return "reached";
  return median <= goal ? "reached by the median alone" : `missed by a factor of ${(median / goal).toFixed(2)}`;
}

function row(what, shape, goal, measured, shown) {
  return [what, shape.name, `≤ ${goal}`, shown, distance(measured, goal)];
}

function cpuRow(shape, results) {
  const ours = find(results, "ours");
  const theirs = find(results, "jax");
  if (!ours || !theirs || ours.milliseconds.length !== theirs.milliseconds.length) return [];
  const compared = ratio(ours.milliseconds, theirs.milliseconds);
  const shown = withSpread(compared, (x) => x.toFixed(2));
  return [row("CPU lane ÷ jax-js on wasm", shape, CPU_RATIO, compared, shown)];
}

function webgpuRows(shape, results) {
  const ours = find(results, "ours");
  if (!ours?.counts) return [];
  const count = (what, goal, key) => {
    const value = Number((ours.counts[key] / ours.steps).toFixed(1));
    return row(what, shape, goal, spread([value]), value);
  };
  return [
    count("WebGPU dispatches per step", DISPATCHES, "dispatches"),
    count("WebGPU submits per step", SUBMITS, "submits"),
  ];
}

const ROWS = { cpu: cpuRow, webgpu: webgpuRows };

/** @param {import("./report.mjs").Findings["measured"]} measured */
export function goals(measured) {
  const rows = measured.flatMap(({ lane, shape, results }) => ROWS[lane](shape, results));
  if (!rows.length) return "Nothing of this project was measured.";
  return table(["", "shape", "goal", "measured", "distance"], rows);
}
