// How the end is judged: repetitions, resamples, and the samples that models write.

import { html, type TemplateResult } from "lit";
import type { ControlTime, LanguageEvaluation, SampleRecipe } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { count, decimals } from "../../../i18n/format";
import { editLanguage } from "../../../state/language-recipe";
import { fold, numberField, selectField, textField } from "../../../ui/field";

const CONTROL_BUDGETS = ["steps", "student", "student_and_teachers"] as const;

export function pairsField({ pairs }: LanguageEvaluation): TemplateResult {
  return numberField({
    id: "pairs",
    testid: "pairs",
    label: t("distil.pairs"),
    help: t("terms.pairs.help"),
    value: pairs,
    min: 1,
    max: 50,
    onChange: (value) => editLanguage((draft) => (draft.evaluation.pairs = value)),
  });
}

/** What a control is given: as many steps as its student, or as much time. */
function controlField({ control_time }: LanguageEvaluation): TemplateResult {
  return selectField({
    id: "control-time",
    testid: "control-time",
    label: t("control.budget"),
    help: t(control_time ? "control.budget.time.help" : "control.budget.steps.help"),
    value: control_time ?? "steps",
    options: CONTROL_BUDGETS.map((value) => ({ value, label: t(`control.budget.${value}`) })),
    onChange: (value) =>
      editLanguage((draft) => (draft.evaluation.control_time = value === "steps" ? null : (value as ControlTime))),
  });
}

export function verdictFold(evaluation: LanguageEvaluation): TemplateResult {
  const { budget_seconds, resamples } = evaluation;
  const content = html`${controlField(evaluation)} ${numberField({
    id: "budget",
    testid: "budget",
    label: t("distil.budget"),
    help: t("distil.budget.help"),
    value: budget_seconds ?? 0,
    min: 0,
    max: 1e7,
    step: "any",
    onChange: (value) => editLanguage((draft) => (draft.evaluation.budget_seconds = value > 0 ? value : null)),
  })}
  ${numberField({
    id: "resamples",
    label: t("distil.resamples"),
    help: t("distil.resamples.help"),
    value: resamples,
    min: 100,
    max: 100_000,
    onChange: (value) => editLanguage((draft) => (draft.evaluation.resamples = value)),
  })}`;
  return fold(t("distil.settings"), "", content);
}

function editSample(change: (sample: SampleRecipe) => void): void {
  editLanguage((draft) => change(draft.evaluation.sample));
}

export function sampleFold({ sample }: LanguageEvaluation): TemplateResult {
  const state = `${count(sample.tokens)} · T ${decimals(sample.temperature, 1)}`;
  const content = html`${textField({
    id: "sample-prompt",
    testid: "sample-prompt",
    label: t("sampling.prompt"),
    help: t("sampling.prompt.help"),
    placeholder: t("sampling.prompt.auto"),
    value: sample.prompt,
    onChange: (prompt) => {
      editSample((draft) => (draft.prompt = prompt));
      return true;
    },
  })}
  ${numberField({
    id: "sample-tokens",
    testid: "sample-tokens",
    label: t("sampling.tokens"),
    value: sample.tokens,
    min: 1,
    max: 10_000,
    onChange: (tokens) => editSample((draft) => (draft.tokens = tokens)),
  })}
  ${numberField({
    id: "sample-temperature",
    label: t("sampling.temperature"),
    help: t("policy.temperature.help"),
    value: sample.temperature,
    min: 0,
    max: 100,
    step: "any",
    onChange: (temperature) => editSample((draft) => (draft.temperature = temperature)),
  })}
  ${numberField({
    id: "sample-top-k",
    label: t("sampling.top_k"),
    help: t("sampling.top_k.help"),
    value: sample.top_k ?? 0,
    min: 0,
    max: 1 << 20,
    onChange: (top_k) => editSample((draft) => (draft.top_k = top_k > 0 ? top_k : null)),
  })}`;
  return fold(t("sampling.title"), state, content);
}
