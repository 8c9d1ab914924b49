// A worker's side of the conversation: one contender, asked from the page.

import { counts, faults, settle } from "./counters.js";

/**
 * @typedef {object} Contender
 * @property {(options: { lane: string, shape: import("../shapes.mjs").Shape, fixture: object }) => Promise<void>} open
 *   initialises library and model with the fixture's weights
 * @property {() => Promise<number>} checkStep trains a step on the fixture's batch; its loss
 * @property {(steps: number) => Promise<void>} prepare gets ready for so many steps on other batches
 * @property {() => Promise<number>} step trains a step; its loss, read back to the host
 */

function describe(error) {
  if (error instanceof Error) return `${error.message}\n${error.stack}`;
  return typeof error === "object" ? JSON.stringify(error) : String(error);
}

/** What `work` does to the counters, beside its result. */
async function counted(work) {
  const before = { ...counts };
  const value = await work();
  const spent = Object.fromEntries(Object.keys(counts).map((key) => [key, counts[key] - before[key]]));
  return { ...value, counts: spent, faults: [...faults] };
}

async function timed(count, step) {
  await settle();
  const start = performance.now();
  for (let i = 0; i < count; i++) await step();
  await settle();
  return { milliseconds: performance.now() - start };
}

/** @param {Contender} contender @param {Record<string, Function>} [extra] */
export function serve(contender, extra = {}) {
  const calls = {
    open: async (options) => {
      await contender.open(options);
      return { loss: await contender.checkStep() };
    },
    check: async () => ({ loss: await contender.checkStep() }),
    prepare: async ({ steps }) => {
      await contender.prepare(steps);
      return {};
    },
    run: ({ steps }) => timed(steps, contender.step),
    ...extra,
  };
  self.addEventListener("message", async ({ data: { id, call, options } }) => {
    try {
      self.postMessage({ id, value: await counted(() => calls[call](options)) });
    } catch (error) {
      self.postMessage({ id, error: describe(error) });
    }
  });
}
