// What happened, where, and what to do.

import { html, nothing, type TemplateResult } from "lit";
import type { PageError } from "../engine/errors";
import type { Place } from "../engine/generated/spec";
import { t } from "../i18n";
import { type ErrorHome, errors } from "../state/errors";
import { laneChoice } from "../state/lane";
import { language } from "../state/settings";
import { icons } from "./icons";
import { wish } from "./view";

/** `file, line 3, column 2` */
export function describePlace({ file, line, column }: Place): string {
  const parts = [file];
  if (line != null) parts.push(t("error.line", { n: line }));
  if (column != null) parts.push(t("error.column", { n: column }));
  return parts.join(", ");
}

/** The engine's own words are English: elsewhere they are marked as a detail. */
function detail(error: PageError): TemplateResult | typeof nothing {
  if (!error.message) return nothing;
  if (language.value === "en") return html`<p>${error.message}</p>`;
  return html`<p class="quiet">${t("error.detail")} <span lang="en">${error.message} ${error.hint}</span></p>`;
}

function advice(error: PageError): string {
  const general = t(`error.${error.code}.hint`);
  return language.value === "en" && error.hint ? error.hint : general;
}

/** What the advice asks for, in one press. */
function cpuButton(): TemplateResult {
  const press = (event: Event) => {
    laneChoice.value = "cpu";
    wish(event.currentTarget as HTMLElement, { type: "play" });
  };
  return html`<button type="button" class="button" data-testid="use-cpu" @click=${press}>${t("error.use_cpu")}</button>`;
}

export function errorCard(error: PageError): TemplateResult {
  return html`<div class="error-card" role="alert" data-testid="error" data-code=${error.code}>
    ${icons.warning}
    <div>
      <strong>${t(`error.${error.code}`)}</strong>
      ${error.place ? html`<p class="place">${describePlace(error.place)}</p>` : nothing}
      ${detail(error)}
      <p class="advice">${advice(error)}</p>
      ${error.code === "gpu" || error.code === "device" ? cpuButton() : nothing}
    </div>
  </div>`;
}

/** The error that belongs to a part of the screen, if there is one. */
export function errorAt(home: ErrorHome): TemplateResult | typeof nothing {
  const error = errors.value[home];
  return error ? errorCard(error) : nothing;
}
