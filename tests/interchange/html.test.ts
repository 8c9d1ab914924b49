// The tokenizers that a one-file page carries, against the program's own.

import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ngrams, tokenizerOf } from "../../crates/formats/src/html/tokenizer.js";

interface Case {
  name: string;
  /** A tokenizer.json, or the sizes of n-grams. */
  tokenizer: object;
  texts: string[];
  ids: number[][];
}

/** What `cargo test -p stillroom-formats --test html` left. */
const FILE = join(
  process.env.CARGO_TARGET_DIR ?? join(homedir(), ".cache/stillroom/native"),
  "tmp/html/tokenizers.json",
);
const CASES: Case[] = JSON.parse(readFileSync(FILE, "utf8"));

function encoderOf({ tokenizer }: Case): (text: string) => number[] {
  if ("min_n" in tokenizer) {
    const sizes = tokenizer as Parameters<typeof ngrams>[1];
    return (text) => ngrams(text, sizes);
  }
  return tokenizerOf(tokenizer).encode;
}

describe.each(CASES)("$name", (one) => {
  const encode = encoderOf(one);
  test.each(one.texts.map((text, at) => ({ text, ids: one.ids[at] })))("cuts $text", ({ text, ids }) => {
    expect(encode(text)).toEqual(ids);
  });
});

test("bytes of byte-level ids are those of the text", () => {
  const levelled = CASES.filter((one) => /language model, (Bytes|Bpe)/.test(one.name));
  expect(levelled).toHaveLength(2);
  for (const { tokenizer, texts, ids } of levelled) {
    const { bytes } = tokenizerOf(tokenizer);
    const decoded = ids.map((row) =>
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(row.flatMap(bytes))),
    );
    expect(decoded).toEqual(texts);
  }
});
