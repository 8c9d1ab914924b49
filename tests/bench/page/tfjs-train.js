// A training step in TensorFlow.js, with its own Adam; decay and clipping, which it lacks, are written beside it.

import * as tf from "@tensorflow/tfjs-core";
import { CLIP_EPSILON, isDecayed, TRAIN } from "../shapes.mjs";
import { loss } from "./tfjs-model.js";

/** Variables by name, and the optimizer. */
export function newState(weights) {
  const entries = Object.entries(weights).map(([name, { values, shape }]) => [
    name,
    tf.variable(tf.tensor(values, shape), true, name),
  ]);
  const { learning_rate: rate, beta1, beta2, epsilon } = TRAIN;
  return { weights: Object.fromEntries(entries), adam: tf.train.adam(rate, beta1, beta2, epsilon) };
}

function clip(gradients) {
  const norm = tf.sqrt(tf.stack(Object.values(gradients).map((g) => g.square().sum())).sum());
  const factor = tf.minimum(tf.scalar(TRAIN.clip_norm).div(norm.add(CLIP_EPSILON)), 1);
  return Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, g.mul(factor)]));
}

function decay(weights) {
  const kept = 1 - TRAIN.learning_rate * TRAIN.weight_decay;
  for (const [name, variable] of Object.entries(weights)) {
    if (isDecayed(name, variable.shape)) variable.assign(variable.mul(kept));
  }
}

/** Trains a step; its loss, still on the device. */
export function trainStep({ weights, adam }, batch, shape) {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() => loss(weights, batch, shape), Object.values(weights));
    const clipped = clip(grads);
    decay(weights);
    adam.applyGradients(clipped);
    return value;
  });
}
