// Recipes that end in seconds.

import type { ModelRecipe, Recipe, TrainRecipe } from "../../../web/engine/generated/spec";

const ENCODER: ModelRecipe = {
  kind: "encoder",
  tokenizer: { kind: "bpe", vocabulary: 400 },
  layers: 1,
  width: 32,
  heads: 2,
  feed_forward: 64,
  max_tokens: 24,
  dropout: 0.1,
};

const BAG: ModelRecipe = { kind: "ngram_bag", min_n: 1, max_n: 3, buckets: 512, width: 8, max_ngrams: 64 };

export function training(epochs: number, learning_rate: number): TrainRecipe {
  return {
    epochs,
    batch_size: 16,
    accumulate: 1,
    learning_rate,
    schedule: "cosine",
    warmup: 0.1,
    weight_decay: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    clip_norm: 1,
    patience: null,
  };
}

/** A small transformer teaches a bag of n-grams; one pair. */
export function smallRecipe(name: string, change: (draft: Recipe) => void = () => {}): Recipe {
  const recipe: Recipe = {
    version: 1,
    name: "small",
    seed: 3,
    data: {
      source: { kind: "file", name },
      text_column: null,
      label_column: null,
      max_rows: 20_000,
      min_rows_per_class: 3,
      split: { train: 0.6, validation: 0.1, test: 0.3 },
    },
    teacher: { kind: "train", model: ENCODER, train: training(8, 4e-3) },
    student: {
      model: BAG,
      train: training(6, 2e-2),
      objectives: [
        { weight: 0.8, objective: { kind: "forward_kl", temperature: 2 } },
        { weight: 0.2, objective: { kind: "hard" } },
      ],
    },
    evaluation: { pairs: 1, resamples: 400, budget_seconds: null },
  };
  change(recipe);
  return recipe;
}
