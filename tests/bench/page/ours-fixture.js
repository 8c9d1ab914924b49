// Initial weights and a batch out of this project's own student, so that all contenders start from the same numbers.

import { BATCH, CHARACTERS } from "../shapes.mjs";
import { exampleTable, exampleTexts, recipe } from "./ours-data.js";

const END_OF_DIRECTORY = 22;

/** Files of a zip whose entries are stored as they are; offsets as in its specification (APPNOTE 4.3). */
function unzipStored(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u16 = (at) => view.getUint16(at, true);
  const u32 = (at) => view.getUint32(at, true);
  const end = bytes.length - END_OF_DIRECTORY;
  const files = new Map();
  let entry = u32(end + 16);
  for (let left = u16(end + 10); left > 0; left--) {
    const name = new TextDecoder().decode(bytes.subarray(entry + 46, entry + 46 + u16(entry + 28)));
    const local = u32(entry + 42);
    const start = local + 30 + u16(local + 26) + u16(local + 28);
    files.set(name, bytes.slice(start, start + u32(entry + 24)));
    entry += 46 + u16(entry + 28) + u16(entry + 30) + u16(entry + 32);
  }
  return files;
}

/** Tensors by name, without the name of the network's kind. */
function readSafetensors(bytes) {
  const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const { __metadata__, ...tensors } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes)));
  const values = ([from, to]) => new Float32Array(bytes.slice(8 + headerBytes + from, 8 + headerBytes + to).buffer);
  const entries = Object.entries(tensors).map(([name, { shape, data_offsets: offsets }]) => [
    name.replace(/^(Encoder|encoder|0)\./, ""),
    { shape, values: values(offsets) },
  ]);
  return Object.fromEntries(entries);
}

function exampleBatch(tokens, vocabulary) {
  const ids = exampleTexts(tokens).flatMap((text) => [...text].map((letter) => vocabulary[letter]));
  if (ids.includes(undefined)) throw new Error(`The tokenizer lacks some of ${CHARACTERS}`);
  return {
    ids: Int32Array.from(ids),
    mask: new Float32Array(ids.length).fill(1),
    labels: Int32Array.from({ length: BATCH }, (_, i) => i),
  };
}

/** Trains the control for the one step of an epoch; the student that begins then has the same initial weights. */
export async function fixture(lab, shape) {
  const once = recipe(shape, 1);
  lab.load(once, "bench.csv", exampleTable(shape.tokens));
  lab.start(once);
  let report;
  do report = await lab.step();
  while (report.type !== "phase" || report.phase !== "student");
  const files = unzipStored(await lab.exportStudent("zip"));
  const tokenizer = JSON.parse(new TextDecoder().decode(files.get("tokenizer.json")));
  const weights = readSafetensors(files.get("model.safetensors"));
  return { weights, batch: exampleBatch(shape.tokens, tokenizer.model.vocab) };
}
