// Did distillation help, and what was saved?

import { html, type TemplateResult } from "lit";
import type { LanguageRunReport } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { signed } from "../../../i18n/format";
import { languageRecipe } from "../../../state/language-recipe";
import { languageReport } from "../../../state/language-run";
import { saveJson } from "../../../ui/download";
import { emptyInterval, intervalFigure } from "../../../ui/interval";
import { panelHead } from "../../../ui/panel";
import { View } from "../../../ui/view";
import { files } from "../../verdict/files";
import { bitsPairs } from "./bits-pairs";
import { bitsSaved } from "./bits-saved";
import "../../verdict/verdict.css";

const bits = (value: number) => signed(value, 3);

function words(run: LanguageRunReport): string {
  const { kind, difference, interval, pairs } = run.verdict;
  const [low, high] = [bits(interval[0]), bits(interval[1])];
  return t(`bits.verdict.${kind}`, { difference: bits(difference), low, high, pairs });
}

function drawn(run: LanguageRunReport | null): TemplateResult {
  const sides: [string, string] = [t("verdict.control_better"), t("verdict.student_better")];
  const format = (value: number) => signed(value, 2);
  if (!run) return emptyInterval(t("bits.verdict.waiting"), sides, format);
  const { interval, difference } = run.verdict;
  return intervalFigure({ interval, difference, sides, label: words(run), format: bits });
}

function said(run: LanguageRunReport | null): TemplateResult {
  if (!run) return html`<p class="kind">${t("verdict.question")}</p><p>${t("bits.verdict.waiting")}</p>`;
  const { kind } = run.verdict;
  return html`<p class="kind ${kind}" data-testid="verdict-kind" data-kind=${kind}>${t(`verdict.${kind}`)}</p>
    <p data-testid="verdict-sentence">${words(run)}</p>`;
}

class LanguageVerdict extends View {
  protected override render() {
    const run = languageReport.value;
    const recipe = languageRecipe.value;
    return html`${panelHead({ title: t("verdict.title") })}
      <div class="figure ${run?.verdict.kind ?? ""}" id="verdict">${drawn(run)}<p class="caption">${t("bits.figure")}</p></div>
      <div class="body">
        <div aria-live="polite" data-testid="verdict" class="words">${said(run)}</div>
        ${bitsSaved(run)} ${bitsPairs(run)}
        ${files(this, { done: run !== null, help: t("bits.student.help"), ...(recipe ? { saveRecipe: () => saveJson(recipe, "recipe.json") } : {}) })}
      </div>`;
  }
}

customElements.define("sr-language-verdict", LanguageVerdict);
