// What temperature does: the same logits, hard and softened.

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { decimals } from "../../i18n/format";
import { recipe, recipeTemperature } from "../../state/recipe";
import { prediction, softmax } from "../../state/tryit";

/** Drawn until a teacher has said something itself. */
const EXAMPLE = [5.2, 3.4, 2.1, 1.2, 0.4, -0.3, -0.9, -1.6];
const EXAMPLE_TEMPERATURE = 2;
const BARS = EXAMPLE.length;

/** The largest first, as many as are drawn. */
function ranked(shares: number[]): number[] {
  return [...shares].sort((a, b) => b - a).slice(0, BARS);
}

export function softeningFigure(): TemplateResult {
  const said = prediction.value?.teacher;
  const logits = said ?? EXAMPLE;
  const at = recipe.value ? (recipeTemperature.value ?? 1) : EXAMPLE_TEMPERATURE;
  const hard = ranked(softmax(logits, 1));
  const soft = ranked(softmax(logits, at));
  return html`<div class="bars" role="img" aria-label=${t("distil.figure", { t: decimals(at, 1) })}>
      ${soft.map(
        (share, index) => html`<div><i class="soft-bar" style="height:${share * 100}%"></i>
          <i class="hard-bar" style="height:${(hard[index] ?? 0) * 100}%"></i></div>`,
      )}
    </div>
    <div class="caption"><b>T = ${decimals(at, 1)}</b><span>${t(said ? "distil.figure.said" : "distil.figure.example")}</span></div>`;
}
