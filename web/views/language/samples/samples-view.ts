// What each model writes as it learns, from one prompt and one seed; the newest on top.

import { html, nothing, type TemplateResult } from "lit";
import type { SampleReport } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { count } from "../../../i18n/format";
import { samples } from "../../../state/language-run";
import { ROLES, type Role } from "../../../state/run";
import { panelHead } from "../../../ui/panel";
import { View } from "../../../ui/view";
import "./samples.css";

/** Letters of a sample that are shown; a recipe may ask for a book. */
const MOST_LETTERS = 1500;

function cut(text: string): string {
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}

function written({ step, prompt, text }: SampleReport): TemplateResult {
  return html`<li data-step=${step}>
    <span class="step">${t("samples.step", { n: count(step) })}</span>
    <p><span class="prompt">${cut(prompt)}</span>${cut(text)}</p>
  </li>`;
}

function card(role: Role, all: SampleReport[]): TemplateResult {
  return html`<section class="sample-card ${role}" data-testid="samples-${role}">
    <h3><span class="swatch ${role}"></span>${t(`role.${role}`)}</h3>
    ${
      all.length === 0
        ? html`<p class="empty-note">${t("samples.empty")}</p>`
        : html`<ol tabindex="0" aria-label=${t("samples.of", { name: t(`role.${role}`) })}>${all.map(written)}</ol>`
    }
  </section>`;
}

class Samples extends View {
  protected override render() {
    const all = samples.value;
    const prompt = ROLES.map((role) => all[role][0]?.prompt).find((one) => one !== undefined);
    return html`${panelHead({ title: t("samples.title"), aside: t("samples.help") })}
      <div class="body">
        <div class="sample-cards">${ROLES.map((role) => card(role, all[role]))}</div>
        ${prompt === undefined ? nothing : html`<p class="visually-hidden">${t("samples.prompt")} ${prompt}</p>`}
      </div>`;
  }
}

customElements.define("sr-samples", Samples);
