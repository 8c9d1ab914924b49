// One's own words before the models.

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { decimals } from "../../i18n/format";
import { recipe } from "../../state/recipe";
import { type ClassBars, classBars, prediction, temperature, text } from "../../state/tryit";
import { rangeField } from "../../ui/field";
import { panelHead } from "../../ui/panel";
import { shareBar } from "../../ui/share-bar";
import { View } from "../../ui/view";
import "./tryit.css";

/** Classes shown: the likeliest. */
const MOST = 6;

/** Soft labels come without a teacher that could be asked. */
function hasTeacher(): boolean {
  return recipe.value?.teacher.kind !== "soft_labels";
}

function row({ name, teacher, student }: ClassBars): TemplateResult {
  return html`<li data-class=${name}><span class="name" title=${name}>${name}</span>
    <div class="pair">${hasTeacher() ? shareBar("teacher", teacher) : nothing}${shareBar("student", student)}</div></li>`;
}

class TryIt extends View {
  protected override render() {
    const said = prediction.value;
    return html`${panelHead({ title: t("tryit.title"), aside: this.#legend() })}
      <div class="body">
        <label class="visually-hidden" for="tryit-input">${t("tryit.text")}</label>
        <textarea id="tryit-input" data-testid="tryit-input" rows="2" placeholder=${t("tryit.text")} .value=${text.value}
          @input=${(event: Event) => {
            text.value = (event.target as HTMLTextAreaElement).value;
          }}></textarea>
        ${rangeField({
          id: "temperature",
          testid: "temperature",
          label: t("tryit.temperature"),
          help: t("tryit.temperature.help"),
          value: temperature.value,
          shown: `T = ${decimals(temperature.value, 1)}`,
          min: 0.2,
          max: 10,
          step: 0.1,
          onChange: (value) => {
            temperature.value = value;
          },
        })}
        <div class="answers">
          ${
            said && (said.teacher || said.student)
              ? html`<ol class="bars" data-testid="tryit-bars">${classBars(said, temperature.value, MOST).map(row)}</ol>`
              : html`<p class="empty-note">${t("tryit.empty")}</p>`
          }
        </div>
      </div>`;
  }

  #legend(): TemplateResult {
    const roles = hasTeacher() ? (["teacher", "student"] as const) : (["student"] as const);
    return html`<span class="legend">
      ${roles.map((role) => html`<span><span class="swatch ${role}"></span>${t(`role.${role}`)}</span>`)}
    </span>`;
  }
}

customElements.define("sr-tryit", TryIt);
