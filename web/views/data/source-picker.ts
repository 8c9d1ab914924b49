// Presets, or rows of one's own: dragged, chosen or pasted.

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { type Origin, origin, ownFile, pasted } from "../../state/data";
import { selectField } from "../../ui/field";
import { icons } from "../../ui/icons";
import { wish } from "../../ui/view";

const ORIGINS = ["languages", "spam", "own"] as const satisfies readonly Origin[];
/** Milliseconds after the last key before pasted text is read. */
const REST_MS = 400;

let timer = 0;

function typed(host: HTMLElement, event: Event): void {
  const text = (event.target as HTMLTextAreaElement).value;
  pasted.value = text;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    const file = new File([text], t("data.pasted_name"), { type: "text/plain" });
    if (text.trim() !== "") wish(host, { type: "file", file });
  }, REST_MS);
}

function picked(host: HTMLElement, event: Event): void {
  const input = event.target as HTMLInputElement;
  const file = input.files?.[0];
  if (file) wish(host, { type: "file", file });
  input.value = "";
}

function ownRows(host: HTMLElement): TemplateResult {
  return html`<div class="drop">
    <label class="button" for="file-input">${icons.upload}${t("data.choose_file")}</label>
    <p class="help">${ownFile.value ? html`<strong>${ownFile.value.name}</strong>` : t("data.drop")}</p>
    <label class="visually-hidden" for="paste-input">${t("data.paste")}</label>
    <textarea id="paste-input" data-testid="paste-input" rows="3" spellcheck="false" placeholder=${t("data.paste")}
      .value=${pasted.value} @input=${(event: Event) => typed(host, event)}></textarea>
  </div>`;
}

export function sourcePicker(host: HTMLElement): TemplateResult {
  return html`${selectField({
    id: "preset",
    testid: "preset-select",
    label: t("data.source"),
    help: t(`data.${origin.value}.help`),
    value: origin.value,
    options: ORIGINS.map((value) => ({ value, label: t(`data.${value}`) })),
    onChange: (value) => wish(host, { type: "choose", origin: value as Origin }),
  })}
    <input id="file-input" class="visually-hidden" type="file" data-testid="file-input" aria-label=${t("data.choose_file")}
      accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,text/*,application/json" @change=${(event: Event) => picked(host, event)} />
    ${origin.value === "own" ? ownRows(host) : nothing}`;
}
