// What `cargo test -p stillroom-formats --test onnx` left for other programs.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Rows of one length, and what Stillroom, transformers or numpy computed of them. */
export interface Batch {
  by: string;
  input_ids: number[][];
  attention_mask: number[][];
  /** Where the model asks for them. */
  token_type_ids: number[][] | null;
  /** Row-major; none where the model has no head. */
  logits: number[] | null;
  /** Of encoders, row-major. */
  hidden_states: number[] | null;
}

/** A model's batches. */
export interface Case {
  /** Whether there are logits for each token, or for each row. */
  per_token: boolean;
  batches: Batch[];
}

/** In Cargo's folder for files of tests. */
const FOLDER = join(process.env.CARGO_TARGET_DIR ?? join(homedir(), ".cache/stillroom/native"), "tmp/onnx");

/** The names of all models. */
export function names(): string[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
  return files.map((file) => file.slice(0, -".json".length)).sort();
}

/** The names of those that have a page. */
export function pages(): string[] {
  return names().filter((name) => existsSync(pageOf(name)));
}

export function readCase(name: string): Case {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8"));
}

export function readModel(name: string, weights: "f32" | "int8"): Uint8Array {
  return readFileSync(join(FOLDER, `${name}.${weights}.onnx`));
}

/** The values that mean something: where there is a logit for each token, none of padding. */
export function meaningful(
  batch: Pick<Batch, "attention_mask">,
  perToken: boolean,
  values: ArrayLike<number>,
): number[] {
  const mask = batch.attention_mask.flat();
  const width = values.length / mask.length;
  return Array.from(values).filter((_, at) => !perToken || mask[Math.floor(at / width)] === 1);
}

/** Where a model's one-file page is. */
export function pageOf(name: string): string {
  return join(FOLDER, `${name}.html`);
}
