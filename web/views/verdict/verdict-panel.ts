// Did distillation help, and what was saved?

import { html, type TemplateResult } from "lit";
import type { RunReport } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { points } from "../../i18n/format";
import { recipe } from "../../state/recipe";
import { report } from "../../state/run";
import { saveJson } from "../../ui/download";
import { emptyInterval, intervalFigure } from "../../ui/interval";
import { panelHead } from "../../ui/panel";
import { View } from "../../ui/view";
import { files } from "./files";
import { pairsFigure } from "./pairs-figure";
import { savings } from "./savings";
import "./verdict.css";

function words(run: RunReport): string {
  const { kind, difference, interval, pairs } = run.verdict;
  const [low, high] = [points(interval[0]), points(interval[1])];
  return t(`verdict.${kind}.sentence`, { difference: points(difference), low, high, pairs });
}

function drawn(run: RunReport | null): TemplateResult {
  const sides: [string, string] = [t("verdict.control_better"), t("verdict.student_better")];
  if (!run) return emptyInterval(t("verdict.waiting"), sides, points);
  const { interval, difference } = run.verdict;
  return intervalFigure({ interval, difference, sides, label: words(run), format: points });
}

function said(run: RunReport | null): TemplateResult {
  if (!run) return html`<p class="kind">${t("verdict.question")}</p><p>${t("verdict.waiting")}</p>`;
  const { kind } = run.verdict;
  return html`<p class="kind ${kind}" data-testid="verdict-kind" data-kind=${kind}>${t(`verdict.${kind}`)}</p>
    <p data-testid="verdict-sentence">${words(run)}</p>`;
}

class VerdictPanel extends View {
  protected override render() {
    const run = report.value;
    const asked = recipe.value;
    return html`${panelHead({ title: t("verdict.title") })}
      <div class="figure ${run?.verdict.kind ?? ""}" id="verdict">${drawn(run)}<p class="caption">${t("verdict.figure")}</p></div>
      <div class="body">
        <div aria-live="polite" data-testid="verdict" class="words">${said(run)}</div>
        ${savings(run)} ${pairsFigure(run)}
        ${files(this, { done: run !== null, help: t("file.student.help"), ...(asked ? { saveRecipe: () => saveJson(asked, "recipe.json") } : {}) })}
      </div>`;
  }
}

customElements.define("sr-verdict", VerdictPanel);
