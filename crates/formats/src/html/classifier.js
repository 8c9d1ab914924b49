// A text's logits by class: an n-gram bag or an encoder, as crates/models computes them.
import { add, attend, joined, linear, rmsNorm, rowOf } from "./tensors.js";
import { ngrams, tokenizerOf } from "./tokenizer.js";

const EPSILON = 1e-6;

/** Logits of a text and of ids, by a student's `student.json`, tensors, and tokenizer.json if it has one. */
export function classifierOf({ model }, tensors, tokenizer) {
  const weights = {};
  for (const [name, tensor] of Object.entries(tensors)) weights[name.replace(/^[A-Z]\w*\./, "")] = tensor;
  const isBag = model.kind === "ngram_bag";
  const cut = isBag ? (text) => ngrams(text, model) : tokenizerOf(tokenizer).encode;
  const logitsOfIds = (ids) => (isBag ? bag(ids, weights) : encoded(ids.slice(0, model.max_tokens), weights, model));
  return { logitsOfIds, logits: (text) => logitsOfIds(cut(text)) };
}

/** An empty text is one unknown id. */
function known(ids) {
  return ids.length === 0 ? [1] : ids;
}

function mean(rows) {
  return rows.reduce(add).map((value) => value / rows.length);
}

function bag(ids, weights) {
  const rows = known(ids).map((id) => rowOf(weights["ngrams.weight"], id));
  return linear(mean(rows), weights["head.weight"], weights["head.bias"]);
}

function encoded(ids, weights, model) {
  const place = (id, at) => add(rowOf(weights["tokens.weight"], id), rowOf(weights["positions.weight"], at));
  let rows = known(ids).map(place);
  for (let layer = 0; layer < model.layers; layer++) rows = block(rows, weights, `blocks.${layer}`, model);
  const hidden = mean(rows.map((row) => rmsNorm(row, EPSILON)));
  return linear(hidden, weights["head.weight"], weights["head.bias"]);
}

function block(rows, weights, name, { heads }) {
  const part = (all, matrix) => all.map((row) => linear(row, weights[`${name}.${matrix}.weight`]));
  const normed = rows.map((row) => rmsNorm(row, EPSILON));
  const [queries, keys, values] = ["query", "key", "value"].map((which) => part(normed, `attention.${which}`));
  const width = queries[0].length / heads;
  const starts = Array.from({ length: heads }, (_, head) => head * width);
  const mixed = queries.map((query) =>
    joined(starts.map((from) => attend(query.subarray(from, from + width), keys, values, from))),
  );
  const attended = part(mixed, "attention.output").map((row, at) => add(row, rows[at]));
  const inner = part(
    attended.map((row) => rmsNorm(row, EPSILON)),
    "up",
  ).map((row) => row.map((value) => Math.max(0, value)));
  return part(inner, "down").map((row, at) => add(row, attended[at]));
}
