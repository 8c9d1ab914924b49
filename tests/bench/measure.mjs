// One shape: every contender opened, checked and warmed up, then timed in turn.

import { workerUrl } from "./contenders.mjs";
import { CHECK_STEPS } from "./shapes.mjs";

/** Milliseconds after which a contender is given up that has not answered. */
const TIMEOUT = 300_000;

/** No further step of the check begins after so many milliseconds. */
const CHECK_BUDGET = 60_000;

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

/** Runs `work` for each contender that has not failed; one that fails now is ended, so that it disturbs no other. */
async function forEach(page, results, say, work) {
  for (const result of results.filter((r) => !r.failure)) {
    try {
      await work(result);
    } catch (error) {
      result.failure = error.message.split("\n")[0].replace(/^page\.evaluate: (Error: )?/, "");
      say(`  ${result.contender.id}: ${result.failure}`);
      await close(page, result);
    }
  }
}

function close(page, { contender }) {
  return page.isClosed() ? null : page.evaluate((id) => window.bench.close(id), contender.id);
}

function ask(page, id, call, options) {
  return page.evaluate((args) => window.bench.ask(...args), [id, call, options, TIMEOUT]);
}

/** The first step, and more on the same batch: at least one, as many as there is time for. */
async function open(page, result, shape) {
  const { id, backend } = result.contender;
  const args = [id, workerUrl(result.contender), { lane: backend, shape }, TIMEOUT];
  const opened = await page.evaluate((given) => window.bench.open(...given), args);
  result.firstMs = opened.milliseconds;
  result.firstCounts = opened.counts;
  result.losses = [opened.loss];
  const deadline = performance.now() + CHECK_BUDGET;
  do result.losses.push((await ask(page, id, "check", {})).loss);
  while (result.losses.length < CHECK_STEPS && performance.now() < deadline);
}

/** Gets other batches ready and decides, by two steps on them, how many fill a repetition. */
async function warmUp(page, result, plan) {
  const { id } = result.contender;
  await ask(page, id, "prepare", { steps: 2 + MOST_STEPS * plan.repetitions });
  await ask(page, id, "run", { steps: 1 });
  const { milliseconds } = await ask(page, id, "run", { steps: 1 });
  result.steps = Math.min(MOST_STEPS, Math.max(1, Math.round(plan.repetitionMs / milliseconds)));
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
 * @param {import("./contenders.mjs").Contender[]} contenders of one lane
 * @param {{ repetitions: number, repetitionMs: number, fixtureLane: string }} plan
 * @param {(line: string) => void} say
 * @returns {Promise<Result[]>}
 */
export async function measure(page, shape, contenders, plan, say) {
  const results = contenders.map(blank);
  const each = (some, work) => forEach(page, some, say, work);
  const isOurs = (result) => result.contender.library === "ours";
  // Ours first: it needs no fixture, and taking that compiles its artefact, which would spoil its first step.
  await each(results.filter(isOurs), (result) => open(page, result, shape));
  say(`  ${await takeFixture(page, shape, plan.fixtureLane)} parameters`);
  await each(
    results.filter((result) => !isOurs(result)),
    (result) => open(page, result, shape),
  );
  await each(results, (result) => warmUp(page, result, plan));
  for (let i = 0; i < plan.repetitions; i++) {
    await each(rotated(results, i), (result) => repeat(page, result));
    say(`  repetition ${i + 1} of ${plan.repetitions}`);
  }
  for (const result of results) await close(page, result);
  return results;
}

/** Takes initial weights and a batch for all contenders; the number of weights. */
function takeFixture(page, shape, lane) {
  const args = ["/fixture/ours/ours.js", { shape, lane }, TIMEOUT];
  return page.evaluate((given) => window.bench.takeFixture(...given), args);
}

/** Starts with another one each time, so that none always follows the same neighbour. */
function rotated(list, by) {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
