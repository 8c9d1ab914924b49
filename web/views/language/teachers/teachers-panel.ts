// Who teaches: one decoder, or several whose probabilities are averaged.

import { html, nothing, type TemplateResult } from "lit";
import type { LanguageRecipe, LanguageTeacher } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { bytes, short } from "../../../i18n/format";
import {
  addTeacher,
  editTeacher,
  editTrained,
  languageRecipe,
  MOST_TEACHERS,
  removeTeacher,
  shownTeacher,
  showTeacher,
  type TrainedTeacher,
} from "../../../state/language-recipe";
import type { Role } from "../../../state/run";
import { errorAt } from "../../../ui/error-card";
import { numberField } from "../../../ui/field";
import { ghost } from "../../../ui/ghost";
import { icons } from "../../../ui/icons";
import { panelHead } from "../../../ui/panel";
import { scaleSquare } from "../../../ui/scale-square";
import { View } from "../../../ui/view";
import "../../model/model-progress";
import { tokenizerFields } from "../corpus/tokenizer-fields";
import { decoderControls } from "../decoder/decoder-controls";
import { largestDecoder, sizesOfTeachers } from "../decoder/decoder-sizes";
import { languageCardView } from "./language-card";
import "../decoder/decoder.css";
import "./teachers.css";

const TRAINED_HERE: readonly Role[] = ["teacher"];
function figure(): TemplateResult | typeof nothing {
  const sizes = sizesOfTeachers();
  const one = sizes[shownTeacher.value];
  if (!one) return nothing;
  const about = one.exact ? "" : "≈ ";
  const largest = largestDecoder();
  const name = (parameters: number) => t("model.parameters", { n: short(parameters) });
  return html`<div class="row-of-squares" style="--others:${sizes.length - 1}">
      ${sizes.map(({ parameters }) => scaleSquare("teacher", parameters, largest, name(parameters)))}
    </div>
    <div class="caption"><b>${about}${short(one.parameters)}</b><span>${t("model.parameters_word")}</span>
      <span>${bytes(one.parameters * 4)}</span></div>`;
}

function choice(count: number): TemplateResult | string {
  if (count < 2) return "";
  return html`<span class="segments" role="radiogroup" aria-label=${t("teachers.which")}>
    ${Array.from(
      { length: count },
      (_, at) => html`<label><input type="radio" name="teacher" .checked=${at === shownTeacher.value}
        aria-label=${t("teachers.number", { n: at + 1 })} @change=${() => showTeacher(at)} /><span>${at + 1}</span></label>`,
    )}
  </span>`;
}

function several({ teachers }: LanguageRecipe): TemplateResult {
  const teacher = teachers[shownTeacher.value];
  return html`${
    teacher && teachers.length > 1
      ? numberField({
          id: "teacher-weight",
          testid: "teacher-weight",
          label: t("teachers.weight"),
          help: t("teachers.weight.help"),
          value: teacher.weight,
          min: 0,
          max: 1e6,
          step: "any",
          onChange: (weight) => editTeacher((draft) => (draft.weight = weight)),
        })
      : nothing
  }
  <div class="more-teachers">
    <button type="button" class="quiet-button" data-testid="add-teacher" ?disabled=${teachers.length >= MOST_TEACHERS}
      @click=${addTeacher}>${icons.add}${t("teachers.add")}</button>
    ${
      teachers.length > 1
        ? html`<button type="button" class="quiet-button" @click=${removeTeacher}>${icons.remove}${t("teachers.remove")}</button>`
        : nothing
    }
  </div>`;
}

function controls(asked: LanguageRecipe): TemplateResult | typeof nothing {
  const teacher = asked.teachers[shownTeacher.value];
  if (!teacher) return nothing;
  return html`${teacher.kind === "train" ? trained(teacher) : pretrained(teacher)} ${several(asked)}`;
}

/** What a recipe that was opened says of a teacher that is not trained here. */
function pretrained({ model, tune }: Extract<LanguageTeacher, { kind: "pretrained" }>): TemplateResult {
  return html`<p data-testid="pretrained-teacher">${t("teachers.pretrained", { name: model.name })}
    ${t(tune ? "teachers.pretrained.tuned" : "teachers.pretrained.as_it_is")}</p>`;
}

function trained(teacher: TrainedTeacher): TemplateResult {
  return html`${decoderControls({
    id: "teacher",
    model: teacher.model,
    train: teacher.train,
    onModel: (model) => editTrained((draft) => (draft.model = model)),
    onTrain: (change) => editTrained((draft) => change(draft.train)),
  })}
  ${tokenizerFields({
    id: "teacher",
    tokenizer: teacher.tokenizer,
    label: t("model.tokenizer"),
    help: t(teacher.tokenizer ? "teachers.tokenizer.own" : "teachers.tokenizer.shared"),
    none: t("teachers.tokenizer.none"),
    onChange: (tokenizer) => editTrained((draft) => (draft.tokenizer = tokenizer)),
  })}`;
}

class TeachersPanel extends View {
  protected override render() {
    const asked = languageRecipe.value;
    const count = asked?.teachers.length ?? 1;
    return html`<sr-model-progress .models=${TRAINED_HERE}></sr-model-progress>
      ${panelHead({ title: t(count > 1 ? "teachers.title" : "teacher.title"), role: "teacher", aside: choice(count) })}
      <div class="figure scale">${figure()}</div>
      <div class="body">${asked ? controls(asked) : ghost()} ${errorAt("teacher")} ${asked ? languageCardView() : nothing}</div>`;
  }
}

customElements.define("sr-teachers", TeachersPanel);
