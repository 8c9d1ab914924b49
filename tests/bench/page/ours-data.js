// What this project trains in the benchmark: its recipe, and tables of random texts.

import { BATCH, CHARACTERS, CLASSES, FEED_FORWARD, TRAIN, VOCABULARY } from "../shapes.mjs";
import { random } from "./batches.js";

/** Rows of a class in `exampleTable`: one for each split. */
const SPLITS = 3;

/** @returns {import("../../../web/engine/generated/spec").Recipe} soft labels, so that no teacher is trained */
export function recipe({ layers, width, heads, tokens }, epochs) {
  const schedule = { epochs, batch_size: BATCH, accumulate: 1, schedule: "constant", warmup: 0, patience: null };
  return {
    version: 1,
    name: "bench",
    seed: 0,
    data: {
      source: { kind: "file", name: "bench.csv" },
      text_column: "text",
      label_column: null,
      max_rows: 1_000_000,
      min_rows_per_class: SPLITS,
      split: { train: 1, validation: 1, test: 1 },
    },
    teacher: { kind: "soft_labels" },
    student: {
      model: {
        kind: "encoder",
        tokenizer: { kind: "characters", vocabulary: VOCABULARY },
        layers,
        width,
        heads,
        feed_forward: FEED_FORWARD * width,
        max_tokens: tokens,
        dropout: 0,
      },
      train: { ...TRAIN, ...schedule },
      objectives: [{ weight: 1, objective: { kind: "hard" } }],
    },
    evaluation: { pairs: 1, resamples: 100, budget_seconds: null },
  };
}

const names = Array.from({ length: CLASSES }, (_, i) => `class${i}`);

function table(rows) {
  const header = ["text", ...names.map((name) => `p:${name}`)];
  const lines = rows.map(({ text, label }) => [text, ...names.map((_, i) => (i === label ? 1 : 0))]);
  return new Blob([[header, ...lines].map((cells) => `${cells.join(",")}\n`).join("")]);
}

function letters(count, next) {
  return Array.from({ length: count }, () => CHARACTERS[Math.floor(next() * CHARACTERS.length)]).join("");
}

/** What the network reads of each class's rows in `exampleTable`. */
export function exampleTexts(tokens) {
  const next = random(2);
  return names.map(() => letters(tokens, next));
}

/**
 * Rows whose training split is one batch, known beforehand: the rows of a class differ only beyond what the network
 * reads, so it does not matter which of them is for training.
 */
export function exampleTable(tokens) {
  const row = (text, label, copy) => ({ text: `${text}${CHARACTERS}${copy}`, label });
  const copies = Array.from({ length: SPLITS }, (_, i) => i);
  return table(exampleTexts(tokens).flatMap((text, label) => copies.map((copy) => row(text, label, copy))));
}

/** Rows for so many steps without an end of an epoch. */
export function longTable(tokens, steps) {
  const next = random(3);
  const rows = SPLITS * (steps + 1) * BATCH;
  return table(Array.from({ length: rows }, (_, i) => ({ text: letters(tokens + 8, next), label: i % CLASSES })));
}
