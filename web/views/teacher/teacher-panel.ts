import { html, nothing, type TemplateResult } from "lit";
import type { Recipe } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { bytes, short } from "../../i18n/format";
import { source } from "../../state/data";
import { chooseTeacher, edit, recipe } from "../../state/recipe";
import type { Role } from "../../state/run";
import { errorAt } from "../../ui/error-card";
import { ghost } from "../../ui/ghost";
import { panelHead } from "../../ui/panel";
import { scaleSquare } from "../../ui/scale-square";
import { View } from "../../ui/view";
import { kindField, modelControls } from "../model/model-controls";
import { largestModel, sizeOfTeacher } from "../model/model-parameters";
import "../model/model-progress";
import { reportCard } from "./report-card";
import "./teacher.css";

const TRAINED_HERE: readonly Role[] = ["teacher"];

type Trained = Extract<Recipe["teacher"], { kind: "train" }>;

/** Offered only where the file has probabilities. */
function softKind(chosen: boolean): { value: string; label: string }[] {
  const soft = source.value?.columns.some((column) => column.role === "soft_label");
  return soft || chosen ? [{ value: "soft_labels", label: t("model.soft_labels") }] : [];
}

function trained(change: (teacher: Trained) => void): void {
  edit((draft) => {
    if (draft.teacher.kind === "train") change(draft.teacher);
  });
}

function controls(teacher: Recipe["teacher"]): TemplateResult {
  if (teacher.kind === "soft_labels") return kindField("teacher", "soft_labels", softKind(true), chooseTeacher);
  return modelControls({
    id: "teacher",
    model: teacher.model,
    train: teacher.train,
    kinds: softKind(false),
    onKind: chooseTeacher,
    onModel: (model) => trained((draft) => (draft.model = model)),
    onTrain: (change) => trained((draft) => change(draft.train)),
  });
}

function figure(): TemplateResult | typeof nothing {
  const size = sizeOfTeacher();
  if (!recipe.value) return nothing;
  if (!size) return html`<p class="empty-note">${t("teacher.soft")}</p>`;
  const about = size.exact ? "" : "≈ ";
  const name = t("model.parameters", { n: about + short(size.parameters) });
  return html`${scaleSquare("teacher", size.parameters, largestModel(), name)}
    <div class="caption"><b>${about}${short(size.parameters)}</b><span>${t("model.parameters_word")}</span>
      <span>${bytes(size.parameters * 4)}</span></div>`;
}

class TeacherPanel extends View {
  protected override render() {
    const asked = recipe.value;
    return html`<sr-model-progress .models=${TRAINED_HERE}></sr-model-progress>
      ${panelHead({ title: t("teacher.title"), role: "teacher" })}
      <div class="figure scale">${figure()}</div>
      <div class="body">${asked ? controls(asked.teacher) : ghost()} ${errorAt("teacher")}
        ${asked?.teacher.kind === "train" ? reportCard() : nothing}</div>`;
  }
}

customElements.define("sr-teacher", TeacherPanel);
