// The encoder of crates/models in jax-js. Arrays are owned: each is used once, `.ref` for each further use.

import { nn, numpy as np } from "@jax-js/jax";
import { BATCH, CLASSES, MASKED, NORM_EPSILON } from "../shapes.mjs";

function norm(x) {
  const square = np.mean(np.square(x.ref), -1, { keepdims: true });
  return x.mul(np.reciprocal(np.sqrt(square.add(NORM_EPSILON))));
}

function linear(x, weights, name) {
  return np.matmul(x, weights[`${name}.weight`]);
}

function attention(x, bias, weights, name, { width, heads, tokens }) {
  const headsOf = (part) => linear(x.ref, weights, `${name}.${part}`).reshape([BATCH, tokens, heads, width / heads]);
  const [query, key, value] = ["query", "key", "value"].map(headsOf);
  x.dispose();
  const mixed = nn.dotProductAttention(query, key, value, { bias });
  return linear(mixed.reshape([BATCH, tokens, width]), weights, `${name}.output`);
}

function block(x, bias, weights, name, shape) {
  const attended = attention(norm(x.ref), bias, weights, `${name}.attention`, shape);
  const sum = x.add(attended);
  const hidden = nn.relu(linear(norm(sum.ref), weights, `${name}.up`));
  return sum.add(linear(hidden, weights, `${name}.down`));
}

function meanOverTokens(hidden, mask) {
  const tokens = np.maximum(np.sum(mask.ref, 1, { keepdims: true }), 1);
  const shares = mask.div(tokens).reshape([BATCH, 1, -1]);
  return np.matmul(shares, hidden).reshape([BATCH, -1]);
}

/** Mean cross-entropy of a batch. */
export function loss(weights, { ids, mask, labels }, shape) {
  const bias = mask.ref.sub(1).mul(-MASKED).reshape([BATCH, 1, 1, shape.tokens]);
  let x = np.take(weights["tokens.weight"], ids, 0).add(weights["positions.weight"]);
  for (let i = 0; i < shape.layers; i++) x = block(x, bias.ref, weights, `blocks.${i}`, shape);
  bias.dispose();
  const logits = linear(meanOverTokens(norm(x), mask), weights, "head").add(weights["head.bias"]);
  const chosen = nn.logSoftmax(logits, -1).mul(nn.oneHot(labels, CLASSES));
  return np.sum(chosen).mul(-1 / BATCH);
}
