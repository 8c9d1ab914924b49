// What a model of others is, before it is used.

import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import type { ModelCard } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { bytes, count, short } from "../../i18n/format";
import { bytesHere, isStored, modelWork, storeIsThere } from "../../state/pretrained";
import { icons } from "../../ui/icons";
import { wish } from "../../ui/view";

/** Names of families as their makers write them. */
const FAMILIES: Record<string, string> = {
  bert: "BERT",
  distilbert: "DistilBERT",
  roberta: "RoBERTa",
  gpt2: "GPT-2",
  llama: "Llama",
  mistral: "Mistral",
  qwen2: "Qwen2",
};

/** Digits of a hash that are shown. */
const SHOWN_DIGITS = 12;
/** Milliseconds that the button says that it has copied. */
const COPIED_MS = 1500;
/** Passed-over tensors that are named. */
const MOST_NAMED = 40;

const copied = signal(false);

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  copied.value = true;
  setTimeout(() => (copied.value = false), COPIED_MS);
}

function line(name: string, value: string | TemplateResult, help?: string): TemplateResult {
  return html`<div title=${help ?? nothing}><dt>${name}</dt><dd>${value}</dd></div>`;
}

function hash({ sha256 }: ModelCard): TemplateResult {
  const label = t(copied.value ? "about.copied" : "about.copy");
  return html`<button type="button" class="hash" title=${sha256} aria-label=${label} data-testid="copy-hash"
    @click=${() => void copy(sha256)}><code>${copied.value ? label : `${sha256.slice(0, SHOWN_DIGITS)}…`}</code></button>`;
}

function shape({ layers, width, heads, key_value_heads: shared }: ModelCard): string {
  return t("about.shape", { layers, width: count(width), heads: heads === shared ? heads : `${heads} / ${shared}` });
}

function passedOver({ passed_over: names }: ModelCard): TemplateResult | typeof nothing {
  if (names.length === 0) return nothing;
  const shown = names.slice(0, MOST_NAMED);
  return html`<details class="more" title=${t("about.passed_over.help")}>
    <summary><span>${t("about.passed_over")}</span><span class="state">${count(names.length)}</span></summary>
    <ul class="tensors">${shown.map((name) => html`<li><code>${name}</code></li>`)}
      ${names.length > shown.length ? html`<li>…</li>` : nothing}</ul>
  </details>`;
}

function facts(card: ModelCard, tunesAll: boolean): TemplateResult {
  const help = t(tunesAll ? "about.memory.tuned" : "about.memory.help");
  return html`<dl>
    ${line(t("about.parameters"), short(card.parameters))} ${line(t("about.files"), bytes(card.file_bytes))}
    ${line(t("about.memory"), bytes(bytesHere(card, tunesAll)), help)}
    ${line(t("about.context"), t("about.tokens", { n: count(card.context) }))}
    ${line(t("about.vocabulary"), count(card.vocabulary))}
    ${card.classes.length > 0 ? line(t("about.classes"), card.classes.join(", ")) : nothing}
    ${line(t("about.licence"), card.licence ?? t("about.licence.none"))} ${line(t("about.hash"), hash(card))}
  </dl>`;
}

/** Offered for dropped files; what was fetched is kept already. */
function keeping(host: HTMLElement, { name }: ModelCard): TemplateResult | typeof nothing {
  if (isStored(name)) return html`<p class="help">${t("models.kept")}</p>`;
  if (!storeIsThere.value) return nothing;
  return html`<button type="button" class="button" data-testid="keep-model" ?disabled=${modelWork.value !== null}
    @click=${() => wish(host, { type: "keep_model", name })}>${icons.download}${t("models.keep")}</button>`;
}

interface Shown {
  host: HTMLElement;
  card: ModelCard;
  /** Whether all of its weights are to be tuned, which takes more memory. */
  tunesAll: boolean;
  /** What stands in the way of its use here. */
  warnings: string[];
}

export function modelCard({ host, card, tunesAll, warnings }: Shown): TemplateResult {
  const family = FAMILIES[card.family] ?? card.family;
  return html`<section class="model-card" data-testid="model-card" data-model=${card.name}>
    <h3>${card.name}</h3>
    <p class="kind">${t(card.is_decoder ? "about.decoder" : "about.encoder", { family })}, ${shape(card)}</p>
    ${warnings.map((warning) => html`<p class="warning">${icons.warning}${warning}</p>`)}
    ${facts(card, tunesAll)} ${passedOver(card)} ${keeping(host, card)}
  </section>`;
}
