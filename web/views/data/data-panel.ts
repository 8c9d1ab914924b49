// Which rows, and what became of them.

import { html, nothing } from "lit";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { dataReport, origin, reading } from "../../state/data";
import { recipe } from "../../state/recipe";
import { errorAt } from "../../ui/error-card";
import { ghost } from "../../ui/ghost";
import { panelHead } from "../../ui/panel";
import { View } from "../../ui/view";
import { columnFields } from "./column-fields";
import { dataSettings } from "./data-settings";
import { classFigure, cleaningBar, detectedLine, samplingNotice, splitBar } from "./findings";
import { samples } from "./samples";
import { sourcePicker } from "./source-picker";
import "./data.css";

class DataPanel extends View {
  protected override render() {
    const found = dataReport.value;
    const aside = found ? t("data.rows", { n: count(found.cleaning.kept), classes: count(found.classes.length) }) : "";
    return html`${panelHead({ title: t("data.title"), aside })}
      <div class="figure ${reading.value ? "busy" : ""}">${classFigure()}</div>
      <div class="body">
        ${sourcePicker(this)} ${errorAt("data")} ${detectedLine()} ${origin.value === "own" ? columnFields() : nothing}
        ${found ? html`${samplingNotice(found.cleaning)} ${cleaningBar(found.cleaning)} ${splitBar(found.split)}` : nothing}
        ${samples()}
        ${dataSettings()} ${recipe.value ? nothing : ghost()}
      </div>`;
  }
}

customElements.define("sr-data", DataPanel);
