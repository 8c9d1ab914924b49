// A training step in jax-js, compiled whole: gradient, clipping and AdamW are one program, as its guide advises.

import { jit, numpy as np, valueAndGrad } from "@jax-js/jax";
import { CLIP_EPSILON, isDecayed, TRAIN } from "../shapes.mjs";
import { loss } from "./jax-model.js";

const { learning_rate: rate, weight_decay: decay, beta1, beta2, epsilon, clip_norm: clipNorm } = TRAIN;

function mapObject(object, change) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
}

/** Weights, both moments, and the powers of the betas, which correct the moments' bias. */
export function newState(weights) {
  const zeros = () => mapObject(weights, ({ shape }) => np.zeros(shape));
  return {
    weights: mapObject(weights, ({ values, shape }) => np.array(values, { shape })),
    first: zeros(),
    second: zeros(),
    powers: { first: np.array([1]), second: np.array([1]) },
  };
}

/** By what gradients are multiplied. Fused into each use, it costs no pass of its own. */
function clipFactor(gradients) {
  const squares = Object.values(gradients).map((g) => np.sum(np.square(g.ref)));
  const norm = np.sqrt(squares.reduce((a, b) => a.add(b)));
  return np.minimum(np.reciprocal(norm.add(CLIP_EPSILON)).mul(clipNorm), 1);
}

function adamw(state, gradients, shapes) {
  const factor = clipFactor(gradients);
  const powers = { first: state.powers.first.mul(beta1), second: state.powers.second.mul(beta2) };
  const clipped = (g) => g.mul(factor.ref);
  const first = mapObject(gradients, (g, name) => state.first[name].mul(beta1).add(clipped(g.ref).mul(1 - beta1)));
  const second = mapObject(gradients, (g, name) =>
    state.second[name].mul(beta2).add(np.square(clipped(g)).mul(1 - beta2)),
  );
  const weights = mapObject(state.weights, (w, name) => {
    const m = first[name].ref.div(np.subtract(1, powers.first.ref));
    const v = second[name].ref.div(np.subtract(1, powers.second.ref));
    const kept = isDecayed(name, shapes[name].shape) ? w.mul(1 - rate * decay) : w;
    return kept.sub(m.div(np.sqrt(v).add(epsilon)).mul(rate));
  });
  factor.dispose();
  return { weights, first, second, powers };
}

/** `(state, batch)` to `[loss, state]`. */
export function trainStep(shape, shapes) {
  return jit((state, batch) => {
    const weights = mapObject(state.weights, (w) => w.ref);
    const [value, gradients] = valueAndGrad((w) => loss(w, batch, shape))(weights);
    return [value, adamw(state, gradients, shapes)];
  });
}
