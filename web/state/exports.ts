// The formats that the student has.

import { signal } from "@preact/signals-core";
import type { ExportFormat, ExportOffer } from "../engine/generated/spec";

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
  gguf: "application/octet-stream",
  gguf_q8: "application/octet-stream",
};

/** The program that reads each format, and how: what to type after the file is there. Not translated. */
export const SNIPPETS: Record<ExportFormat, { classifier: string; language_model: string }> = {
  zip: {
    classifier: "echo 'Bom dia' | stillroom predict student.zip",
    language_model: `# pip install transformers torch; unzip student.zip -d student
from transformers import AutoModelForCausalLM
model = AutoModelForCausalLM.from_pretrained("student")`,
  },
  html: { classifier: "# Open student.html in any browser.", language_model: "# Open student.html in any browser." },
  onnx: { classifier: onnx("student.onnx"), language_model: onnx("student.onnx") },
  onnx_int8: { classifier: onnx("student.int8.onnx"), language_model: onnx("student.int8.onnx") },
  gguf: gguf("student.f16.gguf"),
  gguf_q8: gguf("student.q8_0.gguf"),
};

function onnx(file: string): string {
  return `// npm install onnxruntime-web
import * as ort from "onnxruntime-web";
const session = await ort.InferenceSession.create("${file}");
const { logits } = await session.run({ input_ids, attention_mask });`;
}

function gguf(file: string): { classifier: string; language_model: string } {
  const command = `llama-cli -m ${file} -p "Catherine" -n 64 -no-cnv`;
  return { classifier: command, language_model: command };
}
