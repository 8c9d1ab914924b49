// A language-model run of this project's own: the control's steps, and the student's with one way of asking the teacher.

import { BATCH, CHARACTERS, FEED_FORWARD, TRAIN, VOCABULARY } from "../shapes.mjs";
import { random } from "./batches.js";

/** Steps of each phase that warm up, and are left out. */
const WARM_UP = 1;
/** Shares of training, validation and test; the latter two only have to be there. */
const SPLIT = { train: 0.8, validation: 0.1, test: 0.1 };

function decoder({ layers, width, heads, tokens }) {
  return {
    layers,
    width,
    heads,
    key_value_heads: heads,
    head_width: width / heads,
    feed_forward: FEED_FORWARD * width,
    context: tokens,
    norm: { kind: "rms_norm", epsilon: 1e-6 },
    positions: { kind: "rope", theta: 10_000 },
    activation: "swi_glu",
    tied_head: true,
    biases: "none",
    dropout: 0,
  };
}

/** @param {import("../language.mjs").Teaching} teaching */
function student(shape, { cache, onPolicy }, train) {
  const written = { prompt_tokens: shape.tokens / 4, new_tokens: (3 * shape.tokens) / 4, temperature: 1 };
  const term = {
    weight: { kind: "constant", value: 1 },
    temperature: null,
    objective: { kind: "forward_kl", temperature: 1 },
  };
  return {
    model: decoder(shape),
    train,
    objectives: [term],
    on_policy: onPolicy ? { author: "student", fraction: 1, ...written } : null,
    cache: cache ? { top_k: 8 } : null,
    chunk_tokens: null,
  };
}

/** @returns {import("../../../web/engine/generated/spec").LanguageRecipe} the teacher has twice the student's layers */
function recipe(shape, teaching) {
  const schedule = { epochs: 1, batch_size: BATCH, accumulate: 1, schedule: "constant", warmup: 0, patience: null };
  const train = { ...TRAIN, ...schedule };
  return {
    version: 1,
    task: "language_model",
    name: "bench",
    seed: 0,
    corpus: {
      source: { kind: "file", name: "bench.txt" },
      format: { kind: "text", documents: { kind: "whole_file" } },
      max_bytes: 10_000_000,
      split_by: "place",
      split: SPLIT,
    },
    tokenizer: { kind: "characters", vocabulary: VOCABULARY },
    block_tokens: shape.tokens,
    teachers: [
      { kind: "train", model: decoder({ ...shape, layers: 2 * shape.layers }), tokenizer: null, train, weight: 1 },
    ],
    student: student(shape, teaching, train),
    evaluation: {
      pairs: 1,
      resamples: 100,
      budget_seconds: null,
      control_time: null,
      sample: { prompt: "", tokens: 1, temperature: 1, top_k: null },
    },
  };
}

/** Letters for so many steps of an epoch. */
function text(tokens, steps) {
  const next = random(4);
  const count = Math.ceil(((steps + 0.5) * BATCH * tokens) / SPLIT.train);
  const letter = () => CHARACTERS[Math.floor(next() * (VOCABULARY - 4))];
  return new Blob([Array.from({ length: count }, letter).join("")]);
}

/**
 * Milliseconds of a step of the control and of the student, each a mean over `steps` steps of one run. A run before it
 * has all code compiled and optimised: else the control, which comes first, would seem slower.
 * @param {import("../language.mjs").Teaching} teaching
 */
export async function overhead(lab, options) {
  await run(lab, options);
  return run(lab, options);
}

async function run(lab, { shape, teaching, steps }) {
  const asked = recipe(shape, teaching);
  lab.loadCorpus(asked, "bench.txt", text(shape.tokens, WARM_UP + steps));
  lab.startLanguage(asked);
  const spent = { teacher: [], control: [], student: [] };
  while (spent.student.length < WARM_UP + steps) {
    const report = await lab.step();
    if (report.type === "step") spent[report.phase].push(report.milliseconds);
    // What the teacher knows does not matter.
    if (report.type === "step" && report.phase === "teacher") lab.skip();
  }
  const mean = (all) => all.slice(WARM_UP).reduce((sum, value) => sum + value, 0) / (all.length - WARM_UP);
  return { control: mean(spent.control), student: mean(spent.student) };
}
