// The formats that the student has.

import { signal } from "@preact/signals-core";
import type { ExportFormat, ExportOffer } from "../engine/generated/spec";
import type { Task } from "./task";

/** Null until it was asked for. */
export const offers = signal<ExportOffer[] | null>(null);

/** Whether the formats are shown. */
export const exportsOpen = signal(false);

/** Media types, as a browser names a file by them. */
export const TYPES: Record<ExportFormat, string> = {
  zip: "application/zip",
  html: "text/html",
  onnx: "application/octet-stream",
  onnx_int8: "application/octet-stream",
  safetensors: "application/octet-stream",
  gguf_f32: "application/octet-stream",
  gguf: "application/octet-stream",
  gguf_q8: "application/octet-stream",
};

const OPEN_PAGE = "# Open the page in any browser: it needs no network.";

/** What to type once the file is there: the same in every language. */
export function snippetOf({ format, file_name: file }: ExportOffer, of: Task): string {
  switch (format) {
    case "html":
      return OPEN_PAGE;
    case "onnx":
    case "onnx_int8":
      return onnx(file);
    case "gguf_f32":
    case "gguf":
    case "gguf_q8":
      return `llama-cli -m ${file} -p "Catherine" -n 64 -no-cnv`;
    case "safetensors":
      return `# pip install safetensors
from safetensors import safe_open
weights = safe_open("${file}", framework="np")`;
    case "zip":
      return of === "classifier" ? `echo 'Bom dia' | stillroom predict ${file}` : transformers(file);
  }
}

function onnx(file: string): string {
  return `// npm install onnxruntime-web
import * as ort from "onnxruntime-web";
const session = await ort.InferenceSession.create("${file}");
const { logits } = await session.run({ input_ids, attention_mask });`;
}

function transformers(file: string): string {
  return `# pip install transformers torch; unzip ${file} -d student
from transformers import AutoModelForCausalLM
model = AutoModelForCausalLM.from_pretrained("student")`;
}
