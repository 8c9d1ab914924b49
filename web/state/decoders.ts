// Sizes of decoders to choose from, and how many parameters a shape has.

import type { DecoderRecipe, TokenizerRecipe } from "../engine/generated/spec";
import { SIZES, type Size } from "./models";

type Shape = Pick<DecoderRecipe, "layers" | "width" | "heads" | "key_value_heads" | "head_width" | "feed_forward">;

const SHAPES: Record<Size, Shape> = {
  tiny: { layers: 1, width: 32, heads: 4, key_value_heads: 2, head_width: 8, feed_forward: 64 },
  small: { layers: 1, width: 48, heads: 4, key_value_heads: 2, head_width: 12, feed_forward: 96 },
  medium: { layers: 2, width: 96, heads: 4, key_value_heads: 2, head_width: 24, feed_forward: 192 },
  large: { layers: 4, width: 192, heads: 6, key_value_heads: 2, head_width: 32, feed_forward: 384 },
};

/** A decoder of a size; what size does not touch is kept. */
export function decoderOf(size: Size, like: DecoderRecipe): DecoderRecipe {
  return { ...like, ...SHAPES[size] };
}

/** The named size of a decoder; null where its numbers are the user's own. */
export function sizeOfDecoder(model: DecoderRecipe): Size | null {
  const fits = (shape: object) => Object.entries(shape).every(([key, value]) => Reflect.get(model, key) === value);
  return SIZES.find((size) => fits(SHAPES[size])) ?? null;
}

/** Ids beyond the text's own: padding, the unknown and the end of a text. */
const SPECIAL = 3;

/** Ids that are supposed to be left of a teacher's tokenizer until the engine has read the text. */
const TEACHERS = 8192;

/** Token ids at most; a trained vocabulary may come out smaller, and how large a teacher's is shows in the run. */
export function mostTokens(tokenizer: TokenizerRecipe): number {
  if (tokenizer.kind === "teacher") return TEACHERS;
  return tokenizer.kind === "bytes" ? 256 + SPECIAL : tokenizer.vocabulary;
}

/** Trainable numbers of a decoder over so many token ids. */
export function decoderParameters(model: DecoderRecipe, vocabulary: number): number {
  const { width } = model;
  const positions = model.positions.kind === "learned" ? model.context : 0;
  const embeddings = (vocabulary * (model.tied_head ? 1 : 2) + positions) * width;
  return embeddings + model.layers * block(model) + norm(model);
}

function linear(from: number, to: number, biased: boolean): number {
  return (from + (biased ? 1 : 0)) * to;
}

function block(model: DecoderRecipe): number {
  const { width, feed_forward, biases } = model;
  const [all, some] = [biases === "all", biases !== "none"];
  const asking = model.heads * model.head_width;
  const asked = model.key_value_heads * model.head_width;
  const inward = model.activation === "swi_glu" ? 2 : 1;
  const attention = linear(width, asking, some) + 2 * linear(width, asked, some) + linear(asking, width, all);
  const forward = inward * linear(width, feed_forward, all) + linear(feed_forward, width, all);
  return attention + forward + 2 * norm(model);
}

function norm({ norm: { kind }, width }: DecoderRecipe): number {
  return kind === "layer_norm" ? 2 * width : width;
}
