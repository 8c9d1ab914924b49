import { html, nothing, type TemplateResult } from "lit";
import type { Recipe } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { bytes, short } from "../../i18n/format";
import { source } from "../../state/data";
import { edit, recipe } from "../../state/recipe";
import type { Role } from "../../state/run";
import { chooseTeacher, TEACHER_KINDS, type TeacherKind } from "../../state/teacher";
import { errorAt } from "../../ui/error-card";
import { selectField } from "../../ui/field";
import { ghost } from "../../ui/ghost";
import { panelHead } from "../../ui/panel";
import { scaleSquare } from "../../ui/scale-square";
import { View } from "../../ui/view";
import { modelControls } from "../model/model-controls";
import { largestModel, sizeOfTeacher } from "../model/model-parameters";
import "../model/model-progress";
import { pretrainedTeacher } from "./pretrained-teacher";
import { reportCard } from "./report-card";
import "./teacher.css";

const TRAINED_HERE: readonly Role[] = ["teacher"];

type Trained = Extract<Recipe["teacher"], { kind: "train" }>;

/** Soft labels are offered only where the file has probabilities. */
function kindsFor(chosen: TeacherKind): readonly TeacherKind[] {
  const soft = source.value?.columns.some((column) => column.role === "soft_label");
  return TEACHER_KINDS.filter((kind) => kind !== "soft_labels" || soft || chosen === kind);
}

function kindField({ kind }: Recipe["teacher"]): TemplateResult {
  return selectField({
    id: "teacher-source",
    testid: "teacher-source",
    label: t("teacher.who"),
    help: t(`teacher.${kind}.help`),
    value: kind,
    options: kindsFor(kind).map((one) => ({ value: one, label: t(`teacher.${one}`) })),
    onChange: (value) => chooseTeacher(TEACHER_KINDS.find((one) => one === value) ?? kind),
  });
}

function trained(change: (teacher: Trained) => void): void {
  edit((draft) => {
    if (draft.teacher.kind === "train") change(draft.teacher);
  });
}

function controls(host: HTMLElement, teacher: Recipe["teacher"]): TemplateResult | typeof nothing {
  if (teacher.kind === "soft_labels") return nothing;
  if (teacher.kind === "pretrained") return pretrainedTeacher(host, teacher);
  return modelControls({
    id: "teacher",
    model: teacher.model,
    train: teacher.train,
    onModel: (model) => trained((draft) => (draft.model = model)),
    onTrain: (change) => trained((draft) => change(draft.train)),
  });
}

function figure(): TemplateResult | typeof nothing {
  const size = sizeOfTeacher();
  if (!recipe.value) return nothing;
  const { kind } = recipe.value.teacher;
  if (!size) return html`<p class="empty-note">${t(kind === "soft_labels" ? "teacher.soft" : "teacher.none")}</p>`;
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
      <div class="body">${asked ? html`${kindField(asked.teacher)} ${errorAt("teacher")} ${controls(this, asked.teacher)}` : ghost()}
        ${asked && asked.teacher.kind !== "soft_labels" ? reportCard() : nothing}</div>`;
  }
}

customElements.define("sr-teacher", TeacherPanel);
