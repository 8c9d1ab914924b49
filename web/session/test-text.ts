// Where the test of a text begins, for the eye: the engine tells its first words only.

import type { CorpusReport } from "../engine/generated/spec";

/** Bytes that are looked through on either side of where the test should begin. */
const REACH = 1 << 16;
/** Fewer letters than these stand in many places. */
const TELLING = 20;

/** The first words, and what follows them in the file; the words alone where they are not found. */
export async function testText(words: string, file: File, corpus: CorpusReport, letters: number): Promise<string> {
  const { train, validation, test } = corpus;
  const before = train.bytes + validation.bytes;
  const middle = Math.floor((file.size * before) / Math.max(1, before + test.bytes));
  const near = await file.slice(Math.max(0, middle - REACH), middle + REACH).text();
  const at = words.length < TELLING ? -1 : near.indexOf(words);
  return at < 0 ? words : near.slice(at, at + letters);
}
