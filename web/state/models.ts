// Sizes to choose from, and how many parameters a shape has.

import type { ModelRecipe, Recipe } from "../engine/generated/spec";

export type ModelKind = ModelRecipe["kind"];
export const SIZES = ["tiny", "small", "medium", "large"] as const;
export type Size = (typeof SIZES)[number];

type EncoderShape = Pick<Extract<ModelRecipe, { kind: "encoder" }>, "layers" | "width" | "heads" | "feed_forward">;
type BagShape = Pick<Extract<ModelRecipe, { kind: "ngram_bag" }>, "buckets" | "width">;

const ENCODERS: Record<Size, EncoderShape> = {
  tiny: { layers: 1, width: 32, heads: 2, feed_forward: 64 },
  small: { layers: 1, width: 64, heads: 4, feed_forward: 128 },
  medium: { layers: 2, width: 128, heads: 4, feed_forward: 256 },
  large: { layers: 4, width: 192, heads: 6, feed_forward: 384 },
};

const BAGS: Record<Size, BagShape> = {
  tiny: { buckets: 2048, width: 8 },
  small: { buckets: 4096, width: 16 },
  medium: { buckets: 32_768, width: 48 },
  large: { buckets: 65_536, width: 64 },
};

/** A model of a kind and size; what size does not touch is kept from `like` where the kind is the same. */
export function modelOf(kind: ModelKind, size: Size, like: ModelRecipe): ModelRecipe {
  if (kind === "encoder") {
    const rest = like.kind === "encoder" ? like : { tokenizer: { kind: "bpe" as const, vocabulary: 4000 } };
    return { max_tokens: 32, dropout: 0.1, ...rest, kind, ...ENCODERS[size] };
  }
  const rest = like.kind === "ngram_bag" ? like : {};
  return { min_n: 1, max_n: 3, max_ngrams: 256, ...rest, kind, ...BAGS[size] };
}

/** The named size of a model; null where its numbers are the user's own. */
export function sizeOf(model: ModelRecipe): Size | null {
  const shapes: Record<Size, object> = model.kind === "encoder" ? ENCODERS : BAGS;
  const fits = (shape: object) => Object.entries(shape).every(([key, value]) => Reflect.get(model, key) === value);
  return SIZES.find((size) => fits(shapes[size])) ?? null;
}

/** Largest number of token ids; a trained vocabulary may come out smaller. */
function vocabulary(model: Extract<ModelRecipe, { kind: "encoder" }>): number {
  return "vocabulary" in model.tokenizer ? model.tokenizer.vocabulary : 258;
}

/** Trainable numbers, before the engine has counted them: an upper bound where the vocabulary is trained. */
export function estimateParameters(model: ModelRecipe, classes: number): number {
  const head = (model.width + 1) * classes;
  if (model.kind === "ngram_bag") return (model.buckets + 1) * model.width + head;
  const { width: w, feed_forward: f } = model;
  const block = 4 * w * w + 2 * w * f;
  return (vocabulary(model) + model.max_tokens) * w + model.layers * block + head;
}

/** Optimizer steps that a training takes at most. */
export function plannedSteps(train: Recipe["student"]["train"], rows: number): number {
  return train.epochs * Math.ceil(rows / (train.batch_size * train.accumulate));
}
