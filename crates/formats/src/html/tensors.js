// Small linear algebra on rows of Float32Array.

/** A safetensors file: name to shape and values; f32 alone. */
export function readSafetensors(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  const tensors = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const [from, to] = entry.data_offsets;
    const values = new Float32Array(bytes.slice(start + from, start + to).buffer);
    tensors[name] = { shape: entry.shape, values };
  }
  return tensors;
}

/** `x W + b` for one row; `W` is `[in, out]`. */
export function linear(x, weight, bias) {
  const [from, to] = weight.shape;
  const out = bias ? Float32Array.from(bias.values) : new Float32Array(to);
  for (let i = 0; i < from; i++) {
    const scale = x[i];
    const row = i * to;
    for (let j = 0; j < to; j++) out[j] += scale * weight.values[row + j];
  }
  return out;
}

/** Row `at` of a table. */
export function rowOf(table, at) {
  const width = table.shape[1];
  return table.values.subarray(at * width, (at + 1) * width);
}

export function add(a, b) {
  return a.map((value, i) => value + b[i]);
}

export function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** `x / √(mean(x²) + ε) · γ`; without `gamma`, unscaled. */
export function rmsNorm(x, epsilon, gamma) {
  const scale = 1 / Math.sqrt(dot(x, x) / x.length + epsilon);
  return x.map((value, i) => value * scale * (gamma ? gamma.values[i] : 1));
}

/** `(x − mean) / √(variance + ε) · γ + β`. */
export function layerNorm(x, epsilon, gamma, beta) {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const centred = x.map((value) => value - mean);
  const scale = 1 / Math.sqrt(dot(centred, centred) / x.length + epsilon);
  return centred.map((value, i) => value * scale * gamma.values[i] + beta.values[i]);
}

export function softmax(logits) {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of logits) most = Math.max(most, value);
  const powers = logits.map((value) => Math.exp(value - most));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

/** What a query sees: its mix of the values, by keys of one head; `keys` and `values` are rows, `from` where the head begins. */
export function attend(query, keys, values, from) {
  const scale = 1 / Math.sqrt(query.length);
  const part = (row) => row.subarray(from, from + query.length);
  const weights = softmax(Float32Array.from(keys, (key) => dot(query, part(key)) * scale));
  const mixed = new Float32Array(query.length);
  for (const [at, value] of values.entries()) {
    const row = part(value);
    for (let i = 0; i < mixed.length; i++) mixed[i] += weights[at] * row[i];
  }
  return mixed;
}

/** Rows one after the other. */
export function joined(rows) {
  const out = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0));
  let at = 0;
  for (const row of rows) {
    out.set(row, at);
    at += row.length;
  }
  return out;
}
