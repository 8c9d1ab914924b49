// The ONNX files in onnxruntime-web: what a page that knows nothing of Stillroom would compute.

import * as ort from "onnxruntime-web";
import { describe, expect, test } from "vitest";
import { type Batch, meaningful, names, readCase, readModel } from "./models";

/** Largest difference of a logit in f32: sums are taken in another order. */
const F32 = 1e-4;
/** Largest root mean square of the difference with weights as bytes, as a share of the logits' own spread. */
const INT8 = 0.1;

ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

const open = (model: Uint8Array) => ort.InferenceSession.create(model, { executionProviders: ["wasm"] });

function tensor(rows: number[][]): ort.Tensor {
  const values = BigInt64Array.from(rows.flat(), BigInt);
  return new ort.Tensor("int64", values, [rows.length, rows[0]?.length ?? 0]);
}

type Asked = Pick<Batch, "input_ids" | "attention_mask" | "token_type_ids">;

/** What a file gives, by name. */
async function outputs(session: ort.InferenceSession, batch: Asked) {
  const { input_ids, attention_mask, token_type_ids } = batch;
  const feeds = { input_ids: tensor(input_ids), attention_mask: tensor(attention_mask) };
  const types = token_type_ids ? { token_type_ids: tensor(token_type_ids) } : {};
  return await session.run({ ...feeds, ...types });
}

/** Outputs with what was computed elsewhere, and whether each token has its own values. */
function expectedOf(batch: Batch, perToken: boolean) {
  const all = [
    { name: "logits", values: batch.logits, perToken },
    { name: "last_hidden_state", values: batch.hidden_states, perToken: true },
  ];
  return all.flatMap(({ values, ...rest }) => (values ? [{ ...rest, values }] : []));
}

/** Each difference, and what was expected, over all batches of a model. */
async function differences(name: string, weights: "f32" | "int8") {
  const { batches, per_token } = readCase(name);
  const session = await open(readModel(name, weights));
  const expected: number[] = [];
  const off: number[] = [];
  for (const batch of batches) {
    const found = await outputs(session, batch);
    const wanted = expectedOf(batch, per_token);
    expect(Object.keys(found).sort()).toEqual(wanted.map(({ name }) => name).sort());
    for (const { name: output, values, perToken } of wanted) {
      const theirs = meaningful(batch, perToken, values);
      const ours = meaningful(batch, perToken, (found[output]?.data ?? []) as Float32Array);
      expect(ours.length).toBe(theirs.length);
      off.push(...ours.map((value, at) => value - (theirs[at] ?? Number.NaN)));
      expected.push(...theirs);
    }
  }
  await session.release();
  return { off, expected };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (values: number[]) => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

describe.each(names())("%s", (name) => {
  test("has the same logits and hidden states in f32", async () => {
    const { off } = await differences(name, "f32");
    expect(off.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThanOrEqual(F32);
  });

  test("has nearly the same in bytes", async () => {
    const { off, expected } = await differences(name, "int8");
    const share = Math.sqrt(mean(off.map((value) => value ** 2))) / spread(expected);
    expect(share).toBeLessThanOrEqual(INT8);
  });
});

test("all kinds of models were left", () => {
  const decoders = ["gpt2", "llama", "llama-untied", "qwen2", "gpt2-classifier", "llama-classifier"];
  const readers = ["encoder", "ngram-bag", "bert", "distilbert", "roberta", "headless"];
  expect(names()).toEqual(expect.arrayContaining([...decoders, ...readers]));
});

test("a row that is too long, and an id that is none, are refused", async () => {
  const session = await open(readModel("qwen2", "f32"));
  const ask = async (ids: number[]) => {
    const row = { input_ids: [ids], attention_mask: [ids.map(() => 1)], token_type_ids: null };
    return (await outputs(session, row)).logits?.data ?? [];
  };
  await expect(ask(Array(65).fill(1))).rejects.toThrow();
  await expect(ask([1, 384])).rejects.toThrow();
  await expect(ask([1, -1])).rejects.toThrow();
  expect((await ask(Array(64).fill(1))).length).toBe(64 * 384);
});
