// What passes from teacher to student, and from whose text.

import { html } from "lit";
import { t } from "../../../i18n";
import { languageRecipe } from "../../../state/language-recipe";
import { errorAt } from "../../../ui/error-card";
import { ghost } from "../../../ui/ghost";
import { panelHead } from "../../../ui/panel";
import { View } from "../../../ui/view";
import { pairsField, sampleFold, verdictFold } from "./judging-fields";
import { mixtureFigure } from "./mixture-figure";
import { memoryFold, policyFold } from "./policy-fields";
import { termList } from "./term-list";
import "../../distillation/distillation.css";
import "./terms.css";

class TermsPanel extends View {
  protected override render() {
    const asked = languageRecipe.value;
    return html`${panelHead({ title: t("distil.title") })}
      <div class="figure mixed">${mixtureFigure()}</div>
      <div class="body">
        ${asked ? termList(asked.student.objectives) : ghost()} ${errorAt("distillation")}
        ${
          asked
            ? html`<div class="folds">${policyFold(asked.student)} ${memoryFold(asked.student)} ${sampleFold(asked.evaluation)}</div>
              ${pairsField(asked.evaluation)} ${verdictFold(asked.evaluation)}`
            : ""
        }
      </div>`;
  }
}

customElements.define("sr-terms", TermsPanel);
