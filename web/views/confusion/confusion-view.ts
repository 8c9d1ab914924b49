// Which classes are taken for which.

import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { RunReport } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { ROLES, type Role, report } from "../../state/run";
import { theme } from "../../state/settings";
import { panelHead } from "../../ui/panel";
import { View } from "../../ui/view";
import { type Confusion, paintConfusion, worstConfusions } from "./heat-map";
import "./confusion.css";

/** Names fit beside the map up to here. */
const MOST_NAMES = 24;
const WORST = 5;

class ConfusionView extends View {
  @state() private shown: Role = "student";

  protected override render() {
    const run = report.value;
    const matrix = run?.[this.shown]?.test.confusion;
    return html`${panelHead({ title: t("confusion.title"), ...(run ? { aside: this.#choice(run) } : {}) })}
      <div class="body">
        ${run && matrix ? this.#map(run, matrix) : html`<p class="empty-note waiting">${t("confusion.empty")}</p>`}
      </div>`;
  }

  protected override updated(): void {
    requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    const canvas = this.querySelector("canvas");
    const matrix = report.value?.[this.shown]?.test.confusion;
    if (!canvas || !matrix) return;
    const colours = getComputedStyle(this);
    paintConfusion(canvas, matrix, colours.getPropertyValue(`--${this.shown}`), colours.getPropertyValue("--grid"));
  }

  #choice(run: RunReport): TemplateResult {
    return html`<span class="segments" role="radiogroup" aria-label=${t("confusion.model")}>
      ${ROLES.filter((role) => run[role]).map(
        (role) => html`<label><input type="radio" name="confusion" .checked=${role === this.shown}
          @change=${() => {
            this.shown = role;
          }} /><span>${t(`role.${role}`)}</span></label>`,
      )}
    </span>`;
  }

  #map(run: RunReport, matrix: number[][]): TemplateResult {
    theme.value;
    const names = run.data.classes.map((c) => c.name);
    const worst = worstConfusions(matrix, WORST);
    const few = names.length <= MOST_NAMES;
    return html`<div class="confusion" data-testid="confusion">
      <div class="map ${few ? "named" : ""}">
        ${few ? html`<ul class="names" aria-hidden="true">${names.map((name) => html`<li>${name}</li>`)}</ul>` : nothing}
        <canvas role="img" aria-label=${t("confusion.label")}></canvas>
        <p class="across">${t("confusion.predicted")}</p>
      </div>
      <div class="worst">
        <h3>${t("confusion.worst")}</h3>
        ${worst.length === 0 ? html`<p class="help">${t("confusion.none")}</p>` : html`<ol>${worst.map((one) => item(one, names))}</ol>`}
      </div>
    </div>`;
  }
}

function item({ label, predicted, rows }: Confusion, names: string[]): TemplateResult {
  return html`<li><span>${names[label]} → ${names[predicted]}</span><b>${count(rows)}</b></li>`;
}

customElements.define("sr-confusion", ConfusionView);
