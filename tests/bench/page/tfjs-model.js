// The encoder of crates/models in TensorFlow.js. Matrix products are 2-D, which its kernels know best.

import * as tf from "@tensorflow/tfjs-core";
import { BATCH, CLASSES, MASKED, NORM_EPSILON, VOCABULARY } from "../shapes.mjs";

/** The one-hot ids `[ids, VOCABULARY]`; cast, because the wasm kernel writes integers whatever it is asked for. */
const oneHotIds = (ids) => tf.oneHot(ids.flatten(), VOCABULARY).cast("float32");

/**
 * Rows of a table by id. The library's own gradient scatters with a kernel that its wasm backend lacks; a product
 * with the one-hot ids is the same sum.
 */
const embed = (table, ids) =>
  tf.customGrad((rows) => ({
    value: tf.gather(rows, ids),
    gradFunc: (dy) => tf.matMul(oneHotIds(ids), dy.reshape([-1, rows.shape[1]]), true),
  }))(table);

function norm(x) {
  return x.mul(tf.rsqrt(x.square().mean(-1, true).add(NORM_EPSILON)));
}

/** `x`: `[rows, from]`. */
function linear(x, weights, name) {
  return tf.matMul(x, weights[`${name}.weight`]);
}

function attention(x, bias, weights, name, { width, heads, tokens }) {
  const split = (all) => all.reshape([BATCH, tokens, heads, width / heads]).transpose([0, 2, 1, 3]);
  const [query, key, value] = ["query", "key", "value"].map((part) => split(linear(x, weights, `${name}.${part}`)));
  const scores = tf.matMul(query.mul(Math.sqrt(heads / width)), key, false, true).add(bias);
  const mixed = tf.matMul(tf.softmax(scores), value);
  return linear(mixed.transpose([0, 2, 1, 3]).reshape([-1, width]), weights, `${name}.output`);
}

function block(x, bias, weights, name, shape) {
  const attended = attention(norm(x), bias, weights, `${name}.attention`, shape);
  const sum = x.add(attended);
  const hidden = linear(norm(sum), weights, `${name}.up`).relu();
  return sum.add(linear(hidden, weights, `${name}.down`));
}

function meanOverTokens(hidden, mask) {
  const shares = mask.div(mask.sum(1, true).maximum(1)).reshape([BATCH, 1, -1]);
  return tf.matMul(shares, hidden).reshape([BATCH, -1]);
}

/** Mean cross-entropy of a batch. */
export function loss(weights, { ids, mask, labels }, shape) {
  const bias = mask.sub(1).mul(-MASKED).reshape([BATCH, 1, 1, shape.tokens]);
  let x = embed(weights["tokens.weight"], ids).add(weights["positions.weight"]).reshape([-1, shape.width]);
  for (let i = 0; i < shape.layers; i++) x = block(x, bias, weights, `blocks.${i}`, shape);
  const hidden = norm(x).reshape([BATCH, shape.tokens, shape.width]);
  const logits = linear(meanOverTokens(hidden, mask), weights, "head").add(weights["head.bias"]);
  return tf
    .logSoftmax(logits)
    .mul(tf.oneHot(labels, CLASSES))
    .sum()
    .mul(-1 / BATCH);
}
