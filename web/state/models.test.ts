import { expect, test } from "vitest";
import type { ModelRecipe, TrainRecipe } from "../engine/generated/spec";
import { estimateParameters, modelOf, plannedSteps, SIZES, sizeOf } from "./models";

const bag: ModelRecipe = { kind: "ngram_bag", min_n: 1, max_n: 3, buckets: 4096, width: 16, max_ngrams: 256 };
const encoder: ModelRecipe = {
  kind: "encoder",
  tokenizer: { kind: "bytes" },
  layers: 1,
  width: 4,
  heads: 2,
  feed_forward: 8,
  max_tokens: 10,
  dropout: 0.1,
};

test("a bag's parameters are its table, a padding row and the head", () => {
  expect(estimateParameters(bag, 20)).toBe(4097 * 16 + 17 * 20);
});

test("an encoder's parameters are counted part by part", () => {
  const embeddings = (258 + 10) * 4;
  const attention = 4 * (4 * 4);
  const feedForward = 4 * 8 + 8 * 4;
  const head = 5 * 3;
  expect(estimateParameters(encoder, 3)).toBe(embeddings + attention + feedForward + head);
});

test.each(SIZES)("size %s is recognised again, for either kind", (size) => {
  expect(sizeOf(modelOf("encoder", size, encoder))).toBe(size);
  expect(sizeOf(modelOf("ngram_bag", size, bag))).toBe(size);
});

test("numbers of one's own have no size", () => {
  expect(sizeOf({ ...bag, width: 17 })).toBeNull();
});

test("a size keeps what it does not touch", () => {
  expect(modelOf("encoder", "large", encoder)).toMatchObject({ tokenizer: { kind: "bytes" }, max_tokens: 10 });
  expect(modelOf("ngram_bag", "tiny", { ...bag, max_n: 5 })).toMatchObject({ max_n: 5, buckets: 2048 });
});

test("another kind starts from defaults", () => {
  expect(modelOf("encoder", "small", bag)).toMatchObject({ kind: "encoder", max_tokens: 32, width: 64 });
});

test("a last, smaller batch is a step too", () => {
  const train = { epochs: 3, batch_size: 32, accumulate: 2 } as TrainRecipe;
  expect(plannedSteps(train, 65)).toBe(6);
});
