// What passes from teacher to student, and how softly.

import { html, nothing } from "lit";
import type { EvaluationRecipe } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { decimals } from "../../i18n/format";
import { edit, recipe, recipeTemperature } from "../../state/recipe";
import { phase, status } from "../../state/run";
import { errorAt } from "../../ui/error-card";
import { numberField, rangeField } from "../../ui/field";
import { ghost } from "../../ui/ghost";
import { panelHead } from "../../ui/panel";
import { View } from "../../ui/view";
import { objectiveList } from "./objective-list";
import { softeningFigure } from "./softening-figure";
import "./distillation.css";

function setTemperature(value: number): void {
  edit((draft) => {
    for (const { objective } of draft.student.objectives) if ("temperature" in objective) objective.temperature = value;
  });
}

function temperatureField() {
  const value = recipeTemperature.value;
  if (value === null) return nothing;
  return rangeField({
    id: "objective-temperature",
    testid: "objective-temperature",
    label: t("distil.temperature"),
    help: t("distil.temperature.help"),
    value,
    shown: decimals(value, 1),
    min: 0.5,
    max: 10,
    step: 0.1,
    onChange: setTemperature,
  });
}

function pairsField({ pairs }: EvaluationRecipe) {
  return numberField({
    id: "pairs",
    testid: "pairs",
    label: t("distil.pairs"),
    help: t("distil.pairs.help"),
    value: pairs,
    min: 1,
    max: 50,
    onChange: (value) => edit((draft) => (draft.evaluation.pairs = value)),
  });
}

function verdictSettings({ budget_seconds, resamples }: EvaluationRecipe) {
  return html`<details class="more">
    <summary>${t("distil.settings")}</summary>
    <div class="fields">
      ${numberField({
        id: "budget",
        testid: "budget",
        label: t("distil.budget"),
        help: t("distil.budget.help"),
        value: budget_seconds ?? 0,
        min: 0,
        max: 1e7,
        step: "any",
        onChange: (value) => edit((draft) => (draft.evaluation.budget_seconds = value > 0 ? value : null)),
      })}
      ${numberField({
        id: "resamples",
        label: t("distil.resamples"),
        help: t("distil.resamples.help"),
        value: resamples,
        min: 100,
        max: 100_000,
        onChange: (value) => edit((draft) => (draft.evaluation.resamples = value)),
      })}
    </div>
  </details>`;
}

class DistillationPanel extends View {
  protected override render() {
    const asked = recipe.value;
    const flowing = phase.value === "student" && status.value === "running";
    return html`${panelHead({ title: t("distil.title") })}
      <div class="figure soft ${flowing ? "flowing" : ""}">${softeningFigure()}</div>
      <div class="body">
        ${asked ? html`${objectiveList(asked.student.objectives)} ${temperatureField()}` : ghost()}
        ${errorAt("distillation")}
        ${asked ? html`${pairsField(asked.evaluation)} ${verdictSettings(asked.evaluation)}` : nothing}
      </div>`;
  }
}

customElements.define("sr-distillation", DistillationPanel);
