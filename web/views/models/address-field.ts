// Where else a model is: asked is the host that the user types, and no other.

import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { icons } from "../../ui/icons";
import { wish } from "../../ui/view";

const typed = signal("");

function submit(host: HTMLElement, event: Event): void {
  event.preventDefault();
  if (typed.value.trim() !== "") wish(host, { type: "model_address", address: typed.value });
}

export function addressField(host: HTMLElement, busy: boolean): TemplateResult {
  return html`<form class="field stacked model-address" @submit=${(event: Event) => submit(host, event)}>
    <label for="model-address">${t("models.address")}</label>
    <div class="with-button">
      <input type="text" inputmode="url" id="model-address" data-testid="model-address" .value=${typed.value}
        placeholder="https://huggingface.co/…" spellcheck="false" autocomplete="off" aria-describedby="model-address-help"
        @input=${(event: Event) => (typed.value = (event.target as HTMLInputElement).value)} />
      <button class="button" data-testid="model-fetch" ?disabled=${busy || typed.value.trim() === ""}>
        ${icons.download}${t("models.fetch")}</button>
    </div>
    <p class="help" id="model-address-help">${t("models.address.help")}</p>
  </form>`;
}
