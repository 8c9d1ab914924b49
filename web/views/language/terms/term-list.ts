// The student's loss: terms, their weights and what each is made of.

import { html, nothing, type TemplateResult } from "lit";
import type { LanguageTerm } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { layersOf, layersText, readLayers, setLayers, setTemperature, temperatureOf } from "../../../state/courses";
import { editLanguage } from "../../../state/language-recipe";
import { EXTRAS, type Extra, LANGUAGE_OBJECTIVES, type ObjectiveKind, objectiveOf } from "../../../state/objectives";
import { fold, textField } from "../../../ui/field";
import { icons } from "../../../ui/icons";
import { courseEnd, courseField, courseText } from "./course-field";
import { termSwatch } from "./mixture-figure";

function change(at: number, write: (term: LanguageTerm) => void): void {
  editLanguage((draft) => {
    const term = draft.student.objectives[at];
    if (term) write(term);
  });
}

function swap(at: number, kind: ObjectiveKind): void {
  change(at, (term) => {
    const known = temperatureOf(term);
    term.objective = objectiveOf(kind, 1);
    if (known && "temperature" in term.objective) setTemperature(term, known);
    else term.temperature = null;
  });
}

function extraField({ objective }: LanguageTerm, at: number, { key, sign, max }: Extra): TemplateResult {
  const name = t(`objective.${key}`, { name: t(`objective.${objective.kind}`) });
  const write = (event: Event) => {
    const value = (event.target as HTMLInputElement).valueAsNumber;
    if (Number.isFinite(value)) change(at, (term) => Object.assign(term.objective, { [key]: value }));
  };
  return html`<label class="extra">${sign} <input type="number" min="0" max=${max} step="any" aria-label=${name} title=${name}
    .value=${String(Reflect.get(objective, key))} @change=${write} /></label>`;
}

function layersField({ objective }: LanguageTerm, at: number): TemplateResult | typeof nothing {
  const layers = layersOf(objective);
  if (layers === undefined) return nothing;
  return textField(
    {
      id: `layers-${at}`,
      label: t("terms.layers"),
      help: t("terms.layers.help"),
      placeholder: t("terms.layers.auto"),
      value: layersText(layers),
      onChange: (text) => {
        const read = readLayers(text);
        if (read !== undefined) change(at, (term) => setLayers(term.objective, read));
        return read !== undefined;
      },
    },
    "inline",
  );
}

/** What a term counts: a number to be set where it does not move. */
function weight({ weight: course, objective }: LanguageTerm, at: number): TemplateResult {
  const label = t("distil.weight_of", { name: t(`objective.${objective.kind}`) });
  if (course.kind !== "constant") return html`<b title=${label}>${courseText(course)}</b>`;
  const onChange = (next: typeof course) => change(at, (term) => (term.weight = next));
  return courseEnd({ label, course, min: 0, max: 1_000_000, onChange }, "", course.value, (value) => ({
    ...course,
    value,
  }));
}

function details(term: LanguageTerm, at: number): TemplateResult {
  const temperature = temperatureOf(term);
  const known = EXTRAS[term.objective.kind] ?? [];
  const state = temperature ? `T ${courseText(temperature)}` : "";
  const content = html`${courseField({
    id: `weight-${at}`,
    label: t("terms.weight"),
    course: term.weight,
    min: 0,
    max: 1_000_000,
    bare: true,
    onChange: (course) => change(at, (draft) => (draft.weight = course)),
  })}
  ${
    temperature
      ? courseField({
          id: `temperature-${at}`,
          label: t("terms.temperature"),
          course: temperature,
          min: 0.05,
          max: 100,
          onChange: (course) => change(at, (draft) => setTemperature(draft, course)),
        })
      : nothing
  }
  ${known.length > 0 ? html`<div class="extras">${known.map((extra) => extraField(term, at, extra))}</div>` : nothing}
  ${layersField(term, at)}`;
  return fold(t("terms.settings"), state, content);
}

function row(term: LanguageTerm, at: number, all: LanguageTerm[]): TemplateResult {
  const name = t(`objective.${term.objective.kind}`);
  const pick = (event: Event) => {
    const kind = LANGUAGE_OBJECTIVES.find((known) => known === (event.target as HTMLSelectElement).value);
    if (kind) swap(at, kind);
  };
  const remove = t("distil.remove", { name });
  return html`<li data-objective=${term.objective.kind}>
    <div class="term wide">
      ${termSwatch(all, at)} ${weight(term, at)}<span aria-hidden="true">×</span>
      <select aria-label=${t("distil.term", { n: at + 1 })} data-testid="term-${at}" @change=${pick}>
        ${LANGUAGE_OBJECTIVES.map((kind) => html`<option value=${kind} .selected=${kind === term.objective.kind}>${t(`objective.${kind}`)}</option>`)}
      </select>
      <button type="button" class="tool small" aria-label=${remove} title=${remove} ?disabled=${all.length === 1}
        @click=${() => editLanguage((draft) => void draft.student.objectives.splice(at, 1))}>${icons.remove}</button>
    </div>
    <p class="help">${t(`objective.${term.objective.kind}.help`)}</p>
    ${details(term, at)}
  </li>`;
}

function add(kind: ObjectiveKind): void {
  editLanguage(({ student: { objectives } }) => {
    objectives.push({ weight: { kind: "constant", value: 0.5 }, temperature: null, objective: objectiveOf(kind, 1) });
  });
}

export function termList(terms: LanguageTerm[]): TemplateResult {
  const unused = LANGUAGE_OBJECTIVES.find((kind) => !terms.some((term) => term.objective.kind === kind));
  return html`<fieldset class="objectives">
    <legend>${t("distil.objectives")}</legend>
    <ol>${terms.map(row)}</ol>
    ${
      unused
        ? html`<button type="button" class="quiet-button" data-testid="add-term" @click=${() => add(unused)}>
            ${icons.add}${t("distil.add")}</button>`
        : nothing
    }
  </fieldset>`;
}
