// The models that this browser keeps, each to be used or deleted.

import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import type { StoredModel } from "../../engine/models/store";
import { t } from "../../i18n";
import { bytes, day } from "../../i18n/format";
import { room, storedModels } from "../../state/pretrained";
import { icons } from "../../ui/icons";
import { wish } from "../../ui/view";

/** The model whose deletion waits for a second press: it may have taken hours to come. */
const doomed = signal<string | null>(null);

function sizeText({ bytes: here, of, complete }: StoredModel): string {
  if (complete) return bytes(here);
  const size = of === null ? bytes(here) : t("models.stored.of", { done: bytes(here), of: bytes(of) });
  return `${size}, ${t("models.stored.broken")}`;
}

function deletion(host: HTMLElement, name: string, busy: boolean): TemplateResult {
  const sure = doomed.value === name;
  const press = () => {
    if (sure) wish(host, { type: "remove_model", name });
    doomed.value = sure ? null : name;
  };
  const label = t("models.delete", { name });
  return html`<button type="button" class=${sure ? "quiet-button sure" : "tool small"} aria-label=${label} title=${label}
    data-testid="delete-model" ?disabled=${busy} @click=${press} @blur=${() => (doomed.value = null)}>
    ${sure ? t("models.delete.sure") : icons.remove}</button>`;
}

/** A download that broke off is gone on with. */
function use(host: HTMLElement, { name, complete }: StoredModel, busy: boolean): TemplateResult {
  const label = t(complete ? "models.use" : "models.continue", { name });
  return html`<button type="button" class="quiet-button" aria-label=${label} title=${label} data-testid="use-model"
    ?disabled=${busy} @click=${() => wish(host, { type: "use_model", name })}>
    ${t(complete ? "models.use.short" : "models.continue.short")}</button>`;
}

function row(host: HTMLElement, model: StoredModel, busy: boolean): TemplateResult {
  const { name, added, from, complete } = model;
  return html`<li data-testid="stored-model" data-model=${name} data-complete=${complete}>
    <p class="stored" title=${from ?? name}><b>${name}</b><span>${sizeText(model)}</span><span>${day(added)}</span></p>
    ${doomed.value === name ? nothing : use(host, model, busy)} ${deletion(host, name, busy)}
  </li>`;
}

export function storedList(host: HTMLElement, busy: boolean): TemplateResult | typeof nothing {
  const models = storedModels.value ?? [];
  if (models.length === 0) return nothing;
  const { value: space } = room;
  return html`<section class="stored-models" aria-label=${t("models.stored")}>
    <h3>${t("models.stored")}</h3>
    <ul>${models.map((model) => row(host, model, busy))}</ul>
    ${space ? html`<p class="help">${t("models.room", { used: bytes(space.used), quota: bytes(space.quota) })}</p>` : nothing}
  </section>`;
}
