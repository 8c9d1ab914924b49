// Did distillation help, and what was saved?

import { html, type TemplateResult } from "lit";
import type { RunReport } from "../../engine/generated/spec";
import { type MessageKey, t } from "../../i18n";
import { percent, points, times } from "../../i18n/format";
import { recipe } from "../../state/recipe";
import { report } from "../../state/run";
import { saveJson } from "../../ui/download";
import { icons } from "../../ui/icons";
import { emptyInterval, intervalFigure } from "../../ui/interval";
import { panelHead } from "../../ui/panel";
import { View, wish } from "../../ui/view";
import "./verdict.css";

function words(run: RunReport): string {
  const { kind, difference, interval, pairs } = run.verdict;
  return t(`verdict.${kind}.sentence` as MessageKey, {
    difference: points(difference),
    low: points(interval[0]),
    high: points(interval[1]),
    pairs,
  });
}

function saving(name: string, value: string, help: string): TemplateResult {
  return html`<div><dt>${name}</dt><dd>${value}</dd><p class="help">${help}</p></div>`;
}

function savings(run: RunReport): TemplateResult {
  const { teacher, student } = run;
  if (!teacher) {
    return html`<dl class="savings">${saving(t("saving.accuracy"), percent(student.test.accuracy), t("saving.accuracy.help"))}</dl>`;
  }
  const kept = student.test.accuracy / Math.max(1e-9, teacher.test.accuracy);
  const speed = teacher.latency && student.latency ? teacher.latency.p50_ms / student.latency.p50_ms : null;
  return html`<dl class="savings">
    ${saving(t("saving.kept"), percent(kept), t("saving.kept.help", { s: percent(student.test.accuracy), t: percent(teacher.test.accuracy) }))}
    ${saving(t("saving.size"), times(teacher.parameters / student.parameters), t("saving.size.help"))}
    ${speed === null ? "" : saving(t("saving.speed"), times(speed), t("saving.speed.help"))}
  </dl>`;
}

class VerdictPanel extends View {
  #loadRecipe = async (event: Event) => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (file) wish(this, { type: "recipe", json: await file.text() });
  };

  protected override render() {
    const run = report.value;
    return html`${panelHead({ title: t("verdict.title") })}
      <div class="figure">${run ? this.#drawn(run) : emptyInterval(t("verdict.waiting"), points)}</div>
      <div class="body">
        <div aria-live="polite" data-testid="verdict" class="words">
          ${run ? this.#said(run) : html`<p class="question">${t("verdict.question")}</p><p class="help">${t("verdict.waiting")}</p>`}
        </div>
        ${run ? savings(run) : ""} ${this.#files(run)}
      </div>`;
  }

  #drawn(run: RunReport): TemplateResult {
    const { interval, difference } = run.verdict;
    return intervalFigure({ interval, difference, label: words(run), format: points });
  }

  #said(run: RunReport): TemplateResult {
    const { kind } = run.verdict;
    return html`<p class="kind ${kind}" data-testid="verdict-kind" data-kind=${kind}>${t(`verdict.${kind}` as MessageKey)}</p>
      <p>${words(run)}</p>`;
  }

  #files(run: RunReport | null): TemplateResult {
    return html`<div class="files">
      <button type="button" class="button strong" data-testid="download-student" ?disabled=${!run}
        @click=${() => wish(this, { type: "download_student" })}>${icons.download}${t("file.student")}</button>
      <button type="button" class="button" data-testid="download-report" ?disabled=${!run}
        @click=${() => saveJson(run, "report.json")}>${icons.download}report.json</button>
      <button type="button" class="button" data-testid="download-recipe" ?disabled=${!recipe.value}
        @click=${() => saveJson(recipe.value, "recipe.json")}>${icons.download}recipe.json</button>
      <label class="button" for="recipe-input">${icons.upload}${t("file.load_recipe")}</label>
      <input id="recipe-input" class="visually-hidden" type="file" accept=".json,application/json" data-testid="recipe-input"
        aria-label=${t("file.load_recipe")} @change=${this.#loadRecipe} />
    </div>`;
  }
}

customElements.define("sr-verdict", VerdictPanel);
