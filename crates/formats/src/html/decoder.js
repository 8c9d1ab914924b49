// The logits of the next token, as crates/models computes them, with the keys and values of those before kept.
import { add, attend, dot, joined, layerNorm, linear, rmsNorm, rowOf } from "./tensors.js";

const ACTIVATIONS = {
  relu: (x) => Math.max(0, x),
  gelu_tanh: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  swi_glu: (x) => x / (1 + Math.exp(-x)),
};

/** Abramowitz & Stegun 7.1.26 is not enough for logits to four places: its series, and its fraction far out. */
function erf(x) {
  if (Math.abs(x) > 3) return Math.sign(x) * (1 - tail(Math.abs(x)));
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-9; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** `1 − erf(x)` of a large x, by its continued fraction. */
function tail(x) {
  let fraction = x;
  for (let n = 20; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI));
}

/** Reads one token after the other: `next(id)` gives the logits after it. */
export class Decoder {
  constructor(recipe, tensors) {
    this.recipe = recipe;
    this.tensors = tensors;
    this.layers = Array.from({ length: recipe.layers }, () => ({ keys: [], values: [] }));
    this.length = 0;
  }

  next(id) {
    const { recipe, tensors } = this;
    let x = rowOf(tensors["tokens.weight"], id);
    if (recipe.positions.kind === "learned") x = add(x, rowOf(tensors["positions.weight"], this.length));
    for (const [at, layer] of this.layers.entries()) x = this.block(x, layer, `blocks.${at}`);
    this.length++;
    const hidden = this.norm(x, "norm");
    if (!recipe.tied_head) return linear(hidden, tensors["head.weight"]);
    const table = tensors["tokens.weight"];
    return Float32Array.from({ length: table.shape[0] }, (_, token) => dot(hidden, rowOf(table, token)));
  }

  block(x, layer, name) {
    const { heads, key_value_heads: shared, head_width: width, activation } = this.recipe;
    const normed = this.norm(x, `${name}.attention_norm`);
    const query = this.turned(this.linear(normed, `${name}.attention.query`), heads);
    layer.keys.push(this.turned(this.linear(normed, `${name}.attention.key`), shared));
    layer.values.push(this.linear(normed, `${name}.attention.value`));
    const head = (_, at) => {
      const asked = Math.floor((at * shared) / heads) * width;
      return attend(query.subarray(at * width, (at + 1) * width), layer.keys, layer.values, asked);
    };
    const attended = add(x, this.linear(joined(Array.from({ length: heads }, head)), `${name}.attention.output`));
    const read = this.norm(attended, `${name}.feed_forward_norm`);
    const up = this.linear(read, `${name}.feed_forward.up`);
    const gate = activation === "swi_glu" ? this.linear(read, `${name}.feed_forward.gate`) : up;
    const active = gate.map(ACTIVATIONS[activation]);
    const inner = activation === "swi_glu" ? active.map((value, i) => value * up[i]) : active;
    return add(attended, this.linear(inner, `${name}.feed_forward.down`));
  }

  linear(x, name) {
    return linear(x, this.tensors[`${name}.weight`], this.tensors[`${name}.bias`]);
  }

  norm(x, name) {
    const { kind, epsilon } = this.recipe.norm;
    const [inner, of] = [kind === "rms_norm" ? "RmsNorm" : "LayerNorm", this.tensors];
    const gamma = of[`${name}.${inner}.gamma`];
    return kind === "rms_norm" ? rmsNorm(x, epsilon, gamma) : layerNorm(x, epsilon, gamma, of[`${name}.${inner}.beta`]);
  }

  /** Rotary positions, in halves. */
  turned(x, heads) {
    const { positions, head_width: width } = this.recipe;
    if (positions.kind !== "rope") return x;
    const [out, half] = [new Float32Array(x.length), width / 2];
    for (let at = 0; at < heads * half; at++) {
      const i = at % half;
      const first = Math.floor(at / half) * width + i;
      const angle = this.length * positions.theta ** (-i / half);
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      out[first] = x[first] * cos - x[first + half] * sin;
      out[first + half] = x[first + half] * cos + x[first] * sin;
    }
    return out;
  }
}
