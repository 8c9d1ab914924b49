// The page of a language model: a beginning, and how the student goes on.
import { Decoder } from "./decoder.js";
import { element, filesOf } from "./page.js";
import { readSafetensors, softmax } from "./tensors.js";
import { tokenizerOf } from "./tokenizer.js";

const TOKENS = 120;
const { manifest, weights, tokenizer } = filesOf(document);
const tensors = readSafetensors(weights);
const { encode, bytes } = tokenizerOf(tokenizer);

/** Logits after each of some ids. */
export function logits(ids) {
  const model = new Decoder(manifest.recipe, tensors);
  return ids.map((id) => model.next(id));
}

/** A draw of a token at a temperature; 0 takes the likeliest. */
function draw(logits, temperature) {
  if (temperature === 0) return logits.indexOf(Math.max(...logits));
  const p = softmax(logits.map((value) => value / temperature));
  let [left, at] = [Math.random(), 0];
  while (at + 1 < p.length && left >= p[at]) left -= p[at++];
  return at;
}

/** Bytes of the continuation, token by token. */
export function* write(prompt, temperature) {
  const { context } = manifest.recipe;
  const [end] = manifest.end_ids;
  const start = encode(prompt).slice(-Math.floor(context / 2));
  const model = new Decoder(manifest.recipe, tensors);
  let next;
  for (const id of start.length > 0 ? start : [end]) next = model.next(id);
  for (let count = 0; count < TOKENS && model.length < context; count++) {
    const id = draw(next, temperature);
    if (manifest.end_ids.includes(id)) return;
    yield bytes(id);
    next = model.next(id);
  }
}

const input = element("textarea", { rows: "2", "aria-label": "Beginning" }, []);
const button = element("button", { type: "button" }, ["Go on"]);
const heat = element("input", { type: "range", min: "0", max: "1.5", step: "0.1", value: "0.8" }, []);
const label = element("label", {}, ["Temperature ", heat]);
const output = element("p", { class: "written", "aria-live": "polite" }, []);
document.querySelector("main").append(input, element("div", { class: "row" }, [button, label]), output);

async function show() {
  button.disabled = true;
  const written = [];
  for (const more of write(input.value, Number(heat.value))) {
    written.push(...more);
    output.textContent = input.value + new TextDecoder().decode(Uint8Array.from(written));
    await new Promise((resolve) => setTimeout(resolve));
  }
  button.disabled = false;
}

button.addEventListener("click", () => void show());
window.stillroom = { logits, encode, write };
