// The page of a classifier: a text, and how likely each class is.
import { classifierOf } from "./classifier.js";
import { element, filesOf } from "./page.js";
import { readSafetensors, softmax } from "./tensors.js";

const { manifest, weights, tokenizer } = filesOf(document);
const { logits, logitsOfIds } = classifierOf(manifest, readSafetensors(weights), tokenizer);

/** Classes with their probabilities, the likeliest first: for other scripts of the page, too. */
export function predict(text) {
  const probabilities = softmax(logits(text));
  const named = manifest.classes.map((label, at) => ({ label, probability: probabilities[at] }));
  return named.sort((a, b) => b.probability - a.probability);
}

function show() {
  const rows = predict(input.value).slice(0, 8);
  output.replaceChildren(...rows.map(row));
}

function row({ label, probability }) {
  const percent = `${(100 * probability).toFixed(1)} %`;
  const bar = element("i", {}, []);
  bar.style.width = `${100 * probability}%`;
  return element("li", {}, [element("span", {}, [label]), element("b", {}, [bar]), element("span", {}, [percent])]);
}

const input = element("textarea", { rows: "3", "aria-label": "Text" }, []);
const output = element("ol", { "aria-live": "polite" }, []);
document.querySelector("main").append(input, output);
input.addEventListener("input", show);
window.stillroom = { predict, logits: logitsOfIds };
show();
input.focus();
