// What asking a teacher costs a language model: each way beside the same student's plain step, in the same run.

import { LANES } from "./contenders.mjs";
import { milliseconds, table, withSpread } from "./markdown.mjs";
import { SHAPES } from "./shapes.mjs";
import { ratio, spread } from "./statistics.mjs";

/** Milliseconds after which a run is given up. */
const TIMEOUT = 300_000;
/** Aimed at by a cached step, as a multiple of a plain one. */
const CACHED = 1.15;

/**
 * @typedef {{ id: string, title: string, cache: boolean, onPolicy: boolean }} Teaching
 *
 * @typedef {object} Overhead
 * @property {"cpu" | "webgpu"} lane
 * @property {import("./shapes.mjs").Shape} shape
 * @property {Teaching} teaching
 * @property {number[]} control milliseconds of a plain step, by repetition
 * @property {number[]} student the same of a distilling one
 * @property {string | null} failure
 */

/** @type {Teaching[]} */
const TEACHINGS = [
  { id: "cached", title: "cached, top 8", cache: true, onPolicy: false },
  { id: "online", title: "online", cache: false, onPolicy: false },
  { id: "on-policy", title: "on-policy, every batch", cache: false, onPolicy: true },
];

/** Steps of a run: SwiftShader takes seconds for one. */
function stepsOf(lane, quick) {
  if (lane === "webgpu") return 2;
  return quick ? 4 : 12;
}

async function once(page, lane, overhead, steps) {
  const { shape, teaching } = overhead;
  const args = ["/fixture/ours/ours.js", "overhead", { lane, shape, teaching, steps }, TIMEOUT];
  const { control, student } = await page.evaluate((given) => window.bench.once(...given), args);
  overhead.control.push(control);
  overhead.student.push(student);
}

/**
 * @param {"cpu" | "webgpu"} lane
 * @param {{ repetitions: number, quick: boolean }} plan
 * @param {<T>(work: (page: import("playwright-core").Page) => Promise<T>) => Promise<T>} inPage
 * @returns {Promise<Overhead[]>}
 */
export async function measureOverheads(lane, plan, inPage, say) {
  const all = SHAPES.flatMap((shape) =>
    TEACHINGS.map((teaching) => ({ lane, shape, teaching, control: [], student: [], failure: null })),
  );
  for (let i = 0; i < plan.repetitions; i++) {
    for (const one of all.filter(({ failure }) => !failure)) {
      try {
        await inPage((page) => once(page, lane, one, stepsOf(lane, plan.quick)));
      } catch (error) {
        one.failure = error.message.split("\n")[0];
        say(`  ${one.shape.name}, ${one.teaching.id}: ${one.failure}`);
      }
    }
    say(`  distillation, repetition ${i + 1} of ${plan.repetitions}`);
  }
  return all;
}

function row({ lane, shape, teaching, control, student, failure }) {
  const start = [LANES[lane], shape.name, teaching.title];
  if (!student.length) return [...start, `failed: ${failure}`, "", ""];
  const compared = ratio(student, control);
  const shown = [spread(control), spread(student)].map((all) => withSpread(all, milliseconds));
  return [...start, ...shown, withSpread(compared, (x) => x.toFixed(2))];
}

/** @param {Overhead[]} overheads */
export function languageParts(overheads) {
  if (!overheads.length) return [];
  return [
    "## Language models: what the teacher costs",
    `A decoder of each shape (RMS norm, RoPE, SwiGLU, tied head, ${SHAPES[0].heads} heads, 64 characters, batch 8) learns by forward KL from one of twice
the layers. Its step is set beside the step of its control, which learns from the text alone, in the same run, the second
in its worker; the first step of both is left out. *Cached*: the teacher's 8 likeliest ids are read from the page's private files. *On-policy*: the
student writes three quarters of every row first. A cached step is to cost at most ${CACHED} of a plain one.`,
    table(["", "shape", "teacher", "ms per plain step", "ms per distilling step", "ratio"], overheads.map(row)),
  ];
}
