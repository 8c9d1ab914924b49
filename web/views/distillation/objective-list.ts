// The student's loss: terms and their weights.

import { html, nothing, type TemplateResult } from "lit";
import type { Objective, WeightedObjective } from "../../engine/generated/spec";
import { t } from "../../i18n";
import {
  EXTRAS,
  type Extra,
  CLASSIFIER_OBJECTIVES as KINDS,
  type ObjectiveKind,
  objectiveOf,
} from "../../state/objectives";
import { edit, recipeTemperature } from "../../state/recipe";
import { icons } from "../../ui/icons";

/** Terms share the temperature. */
function startOf(kind: ObjectiveKind): Objective {
  return objectiveOf(kind, recipeTemperature.value ?? 2);
}

function change(at: number, write: (term: WeightedObjective) => void): void {
  edit((draft) => {
    const term = draft.student.objectives[at];
    if (term) write(term);
  });
}

function numeric(label: string, value: number, max: number, write: (value: number) => void): TemplateResult {
  const read = (event: Event) => {
    const next = (event.target as HTMLInputElement).valueAsNumber;
    if (Number.isFinite(next)) write(next);
  };
  return html`<input type="number" min="0" max=${max} step="any" aria-label=${label} title=${label} .value=${String(value)}
    @change=${read} />`;
}

function extras(objective: Objective, at: number): TemplateResult | typeof nothing {
  const known = EXTRAS[objective.kind];
  if (!known) return nothing;
  const name = t(`objective.${objective.kind}`);
  const values: Record<string, unknown> = { ...objective };
  const field = ({ key, sign, max }: Extra) => {
    const write = (value: number) => change(at, (term) => Object.assign(term.objective, { [key]: value }));
    return html`<label class="extra">${sign} ${numeric(t(`objective.${key}`, { name }), Number(values[key]), max, write)}</label>`;
  };
  return html`<div class="extras">${known.map(field)}</div>`;
}

function remove(at: number): void {
  edit((draft) => void draft.student.objectives.splice(at, 1));
}

function row({ weight, objective }: WeightedObjective, at: number, alone: boolean): TemplateResult {
  const name = t(`objective.${objective.kind}`);
  const pick = (event: Event) => {
    const kind = KINDS.find((known) => known === (event.target as HTMLSelectElement).value);
    if (kind) change(at, (term) => (term.objective = startOf(kind)));
  };
  return html`<li>
    <div class="term">
      ${numeric(t("distil.weight_of", { name }), weight, 1_000_000, (value) => change(at, (term) => (term.weight = value)))}
      <span aria-hidden="true">×</span>
      <select aria-label=${t("distil.term", { n: at + 1 })} @change=${pick}>
        ${KINDS.map((kind) => html`<option value=${kind} .selected=${kind === objective.kind}>${t(`objective.${kind}`)}</option>`)}
      </select>
      <button type="button" class="tool small" aria-label=${t("distil.remove", { name })} title=${t("distil.remove", { name })}
        ?disabled=${alone} @click=${() => remove(at)}>${icons.remove}</button>
    </div>
    ${extras(objective, at)}
    <p class="help">${t(`objective.${objective.kind}.help`)}</p>
  </li>`;
}

export function objectiveList(terms: WeightedObjective[]): TemplateResult {
  const unused = KINDS.find((kind) => !terms.some((term) => term.objective.kind === kind));
  return html`<fieldset class="objectives">
    <legend>${t("distil.objectives")}</legend>
    <ol>${terms.map((term, at) => row(term, at, terms.length === 1))}</ol>
    ${
      unused
        ? html`<button type="button" class="quiet-button" @click=${() =>
            edit((draft) => void draft.student.objectives.push({ weight: 0.5, objective: startOf(unused) }))}>
            ${icons.add}${t("distil.add")}</button>`
        : nothing
    }
  </fieldset>`;
}
