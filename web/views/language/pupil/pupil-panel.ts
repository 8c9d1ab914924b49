// Who learns, and its twin.

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../../i18n";
import { bytes, short, times } from "../../../i18n/format";
import { editLanguage, languageRecipe } from "../../../state/language-recipe";
import type { Role } from "../../../state/run";
import { errorAt } from "../../../ui/error-card";
import { ghost } from "../../../ui/ghost";
import { panelHead } from "../../../ui/panel";
import { scaleSquare } from "../../../ui/scale-square";
import { View } from "../../../ui/view";
import "../../model/model-progress";
import { decoderControls } from "../decoder/decoder-controls";
import { largestDecoder, sizeOfPupil, sizesOfTeachers } from "../decoder/decoder-sizes";
import "../../student/student.css";

const TRAINED_HERE: readonly Role[] = ["student", "control"];

function ratio(): string {
  const [teacher, student] = [sizesOfTeachers()[0], sizeOfPupil()];
  if (!teacher || !student || teacher.parameters <= student.parameters) return "";
  return t("student.smaller", { n: times(teacher.parameters / student.parameters) });
}

function figure(): TemplateResult | typeof nothing {
  const size = sizeOfPupil();
  if (!size) return nothing;
  const about = size.exact ? "" : "≈ ";
  const name = t("model.parameters", { n: about + short(size.parameters) });
  const largest = largestDecoder();
  return html`<div class="twins">
      ${scaleSquare("student", size.parameters, largest, name)}
      ${scaleSquare("control", size.parameters, largest, t("student.twin_name"))}
    </div>
    <div class="caption"><b>${about}${short(size.parameters)}</b><span>${t("model.parameters_word")}</span>
      <span>${bytes(size.parameters * 4)}</span></div>`;
}

class PupilPanel extends View {
  protected override render() {
    const asked = languageRecipe.value;
    return html`<sr-model-progress .models=${TRAINED_HERE}></sr-model-progress>
      ${panelHead({ title: t("student.title"), role: "student", aside: ratio() })}
      <div class="figure scale">${figure()}</div>
      <div class="body">
        ${
          asked
            ? decoderControls({
                id: "student",
                model: asked.student.model,
                train: asked.student.train,
                onModel: (model) => editLanguage((draft) => (draft.student.model = model)),
                onTrain: (change) => editLanguage((draft) => change(draft.student.train)),
              })
            : ghost()
        }
        ${errorAt("student")}
        <p class="twin"><span class="swatch control"></span><span><b>${t("student.twin")}</b> ${t("bits.twin")}</span></p>
      </div>`;
  }
}

customElements.define("sr-pupil", PupilPanel);
