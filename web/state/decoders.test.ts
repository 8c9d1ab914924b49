import { describe, expect, test } from "vitest";
import { fakeLanguagePreset } from "../engine/fake-language";
import type { DecoderRecipe } from "../engine/generated/spec";
import { decoderOf, decoderParameters, mostTokens, sizeOfDecoder } from "./decoders";
import { SIZES } from "./models";

const decoder: DecoderRecipe = {
  layers: 2,
  width: 8,
  heads: 4,
  key_value_heads: 2,
  head_width: 2,
  feed_forward: 16,
  context: 32,
  norm: { kind: "rms_norm", epsilon: 1e-6 },
  positions: { kind: "rope", theta: 10_000 },
  activation: "swi_glu",
  tied_head: true,
  biases: "none",
  dropout: 0,
};

describe("parameters are counted part by part", () => {
  test("as in Llama", () => {
    const attention = 8 * 8 + 2 * (8 * 4) + 8 * 8;
    const forward = 3 * (8 * 16);
    expect(decoderParameters(decoder, 100)).toBe(100 * 8 + 2 * (attention + forward + 2 * 8) + 8);
  });

  test("as in GPT-2, with biases, learned positions and a head of its own", () => {
    const model: DecoderRecipe = {
      ...decoder,
      key_value_heads: 4,
      norm: { kind: "layer_norm", epsilon: 1e-5 },
      positions: { kind: "learned" },
      activation: "gelu_tanh",
      biases: "all",
      tied_head: false,
    };
    const attention = 4 * (8 * 8 + 8);
    const forward = 8 * 16 + 16 + (16 * 8 + 8);
    expect(decoderParameters(model, 100)).toBe((2 * 100 + 32) * 8 + 2 * (attention + forward + 2 * 16) + 16);
  });

  test("as in Qwen2, with biases of queries, keys and values alone", () => {
    const more = decoderParameters({ ...decoder, biases: "query_key_value" }, 100) - decoderParameters(decoder, 100);
    expect(more).toBe(2 * (8 + 4 + 4));
  });
});

test.each(SIZES)("size %s is recognised again, and its heads fit", (size) => {
  const model = decoderOf(size, decoder);
  expect(sizeOfDecoder(model)).toBe(size);
  expect(model.heads % model.key_value_heads).toBe(0);
  expect(model.head_width % 2).toBe(0);
  expect(model.head_width * model.heads).toBe(model.width);
  expect(model.context).toBe(32);
});

test("numbers of one's own have no size", () => {
  expect(sizeOfDecoder(decoder)).toBeNull();
});

test("the preset's models have names", () => {
  const { teachers, student } = fakeLanguagePreset("northanger");
  expect(teachers.map((one) => one.kind === "train" && sizeOfDecoder(one.model))).toEqual(["medium"]);
  expect(sizeOfDecoder(student.model)).toBe("small");
});

test("bytes have a vocabulary of their own, others the one asked for", () => {
  expect(mostTokens({ kind: "bytes" })).toBe(259);
  expect(mostTokens({ kind: "bpe", vocabulary: 512 })).toBe(512);
});
