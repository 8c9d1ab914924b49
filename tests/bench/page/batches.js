// Random batches: the time of a step does not depend on what is in them.

import { BATCH, CLASSES, VOCABULARY } from "../shapes.mjs";

/** Mulberry32: a small seeded generator. */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @typedef {{ ids: Int32Array, mask: Float32Array, labels: Int32Array }} Batch
 * `ids` and `mask`: `[BATCH, tokens]`; `labels`: `[BATCH]`.
 */

/** @returns {Batch} a batch without padding; ids 0 and 1 stand for padding and the unknown character. */
export function randomBatch(tokens, next) {
  return {
    ids: Int32Array.from({ length: BATCH * tokens }, () => 2 + Math.floor(next() * (VOCABULARY - 2))),
    mask: new Float32Array(BATCH * tokens).fill(1),
    labels: Int32Array.from({ length: BATCH }, () => Math.floor(next() * CLASSES)),
  };
}
