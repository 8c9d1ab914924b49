// A file of the user's own: dragged, chosen or pasted.

import type { Signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n";
import { icons } from "./icons";
import { wish } from "./view";

/** Milliseconds after the last key before pasted text is read. */
const REST_MS = 400;

interface OwnSource {
  host: HTMLElement;
  /** Whether the box is shown; files may be dropped and chosen either way. */
  open: boolean;
  file: File | null;
  pasted: Signal<string>;
  /** What may be chosen, as an input's `accept`. */
  accept: string;
  words: { drop: string; paste: string; pastedName: string };
}

let timer = 0;

function typed({ host, pasted, words }: OwnSource, event: Event): void {
  const text = (event.target as HTMLTextAreaElement).value;
  pasted.value = text;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    const file = new File([text], words.pastedName, { type: "text/plain" });
    if (text.trim() !== "") wish(host, { type: "file", file });
  }, REST_MS);
}

function picked(host: HTMLElement, event: Event): void {
  const input = event.target as HTMLInputElement;
  const file = input.files?.[0];
  if (file) wish(host, { type: "file", file });
  input.value = "";
}

function box(source: OwnSource): TemplateResult {
  const { file, pasted, words } = source;
  return html`<div class="drop">
    <label class="button" for="file-input">${icons.upload}${t("data.choose_file")}</label>
    <p class="help">${file ? html`<strong>${file.name}</strong>` : words.drop}</p>
    <label class="visually-hidden" for="paste-input">${words.paste}</label>
    <textarea id="paste-input" data-testid="paste-input" rows="3" spellcheck="false" placeholder=${words.paste}
      .value=${pasted.value} @input=${(event: Event) => typed(source, event)}></textarea>
  </div>`;
}

export function ownSource(source: OwnSource): TemplateResult {
  return html`<input id="file-input" class="visually-hidden" type="file" data-testid="file-input"
      aria-label=${t("data.choose_file")} accept=${source.accept}
      @change=${(event: Event) => picked(source.host, event)} />
    ${source.open ? box(source) : nothing}`;
}
