// One shape: every contender opened, checked and warmed up, then timed in turn.

import { workerUrl } from "./contenders.mjs";
import { CHECK_STEPS } from "./shapes.mjs";

/** Milliseconds after which a contender is given up. */
const OPEN_TIMEOUT = 300_000;
const RUN_TIMEOUT = 300_000;

const WARM_UP_STEPS = 2;
const LEAST_STEPS = 2;
const MOST_STEPS = 60;

/**
 * @typedef {Record<"dispatches" | "submits" | "pipelines" | "buffers" | "bufferBytes" | "writes" | "writeBytes", number>} Counts
 *
 * @typedef {object} Result what was found of one contender on one shape
 * @property {import("./contenders.mjs").Contender} contender
 * @property {string | null} failure why there is no more than this
 * @property {number} [firstMs] from an empty worker to the first step's loss
 * @property {Counts} [firstCounts]
 * @property {number[]} losses on the known batch
 * @property {number} steps of a repetition
 * @property {number[]} milliseconds of a step, by repetition
 * @property {Counts} [counts] of the last repetition
 * @property {string[]} faults what WebGPU complained of
 */

/** @returns {Result} */
function blank(contender) {
  return { contender, failure: null, losses: [], steps: 0, milliseconds: [], faults: [] };
}

/** Runs `work` for a contender that has not failed; if it fails now, that is its result. */
async function attempt(result, say, work) {
  if (result.failure) return;
  try {
    await work();
  } catch (error) {
    result.failure = error.message.split("\n")[0];
    say(`  ${result.contender.id}: ${error.message}`);
  }
}

function ask(page, id, call, options) {
  return page.evaluate((args) => window.bench.ask(...args), [id, call, options, RUN_TIMEOUT]);
}

async function open(page, result, shape) {
  const { id, backend } = result.contender;
  const args = [id, workerUrl(result.contender), { lane: backend, shape }, OPEN_TIMEOUT];
  const opened = await page.evaluate((given) => window.bench.open(...given), args);
  const rest = await ask(page, id, "check", { count: CHECK_STEPS - 1 });
  result.firstMs = opened.milliseconds;
  result.firstCounts = opened.counts;
  result.losses = [...opened.losses, ...rest.losses];
}

/** Warms up and decides how many steps fill a repetition. */
async function warmUp(page, result, plan) {
  const { id } = result.contender;
  await ask(page, id, "prepare", { steps: WARM_UP_STEPS + 1 + MOST_STEPS * plan.repetitions });
  await ask(page, id, "run", { steps: WARM_UP_STEPS });
  const { milliseconds } = await ask(page, id, "run", { steps: 1 });
  result.steps = Math.min(MOST_STEPS, Math.max(LEAST_STEPS, Math.round(plan.repetitionMs / milliseconds)));
}

async function repeat(page, result) {
  const run = await ask(page, result.contender.id, "run", { steps: result.steps });
  result.milliseconds.push(run.milliseconds / result.steps);
  result.counts = run.counts;
  result.faults = run.faults;
}

/**
 * @param {import("playwright-core").Page} page
 * @param {import("./shapes.mjs").Shape} shape
 * @param {import("./contenders.mjs").Contender[]} contenders the first must be this project's own
 * @param {{ repetitions: number, repetitionMs: number, fixtureLane: string }} plan
 * @param {(line: string) => void} say
 * @returns {Promise<Result[]>}
 */
export async function measure(page, shape, contenders, plan, say) {
  const results = contenders.map(blank);
  const isOurs = (result) => result.contender.library === "ours";
  // Ours first: it needs no fixture, and taking that compiles its artefact, which would spoil its first step.
  for (const result of results.filter(isOurs)) await attempt(result, say, () => open(page, result, shape));
  const fixture = ["/fixture/ours/ours.js", { shape, lane: plan.fixtureLane }, OPEN_TIMEOUT];
  const parameters = await page.evaluate((args) => window.bench.takeFixture(...args), fixture);
  say(`  ${parameters} parameters`);
  for (const result of results.filter((r) => !isOurs(r))) await attempt(result, say, () => open(page, result, shape));
  for (const result of results) await attempt(result, say, () => warmUp(page, result, plan));
  for (let i = 0; i < plan.repetitions; i++) {
    for (const result of rotated(results, i)) await attempt(result, say, () => repeat(page, result));
    say(`  repetition ${i + 1} of ${plan.repetitions}`);
  }
  for (const { contender } of results) await page.evaluate((id) => window.bench.close(id), contender.id);
  return results;
}

/** Starts with another one each time, so that none always follows the same neighbour. */
function rotated(list, by) {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
