// Which rows, and what became of them.

import { html, nothing } from "lit";
import { t } from "../../i18n";
import { count } from "../../i18n/format";
import { dataReport, reading } from "../../state/data";
import { phase, status, stretch } from "../../state/run";
import { errorAt } from "../../ui/error-card";
import { panelHead } from "../../ui/panel";
import { View, wish } from "../../ui/view";
import { dataSettings } from "./data-settings";
import { classFigure, cleaningBar, detectedLine, splitBar } from "./findings";
import { sourcePicker } from "./source-picker";
import "./data.css";

class DataPanel extends View {
  #over = (event: DragEvent) => {
    event.preventDefault();
    this.toggleAttribute("data-drop", true);
  };
  #leave = () => this.toggleAttribute("data-drop", false);
  #drop = (event: DragEvent) => {
    event.preventDefault();
    this.#leave();
    const file = event.dataTransfer?.files[0];
    if (file) wish(this, { type: "file", file });
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("dragover", this.#over);
    this.addEventListener("dragleave", this.#leave);
    this.addEventListener("drop", this.#drop);
  }

  protected override render() {
    const found = dataReport.value;
    const preparing = phase.value === "prepare" && status.value === "running";
    const aside = found ? t("data.rows", { n: count(found.cleaning.kept), classes: count(found.classes.length) }) : "";
    return html`${panelHead({ title: t("data.title"), aside, progress: preparing ? shareDone() : null })}
      <div class="figure ${reading.value ? "busy" : ""}">${classFigure()}</div>
      <div class="body">
        ${sourcePicker(this)} ${errorAt("data")} ${detectedLine()}
        ${found ? html`${cleaningBar(found.cleaning)} ${splitBar(found.split)}` : nothing} ${dataSettings()}
      </div>`;
  }
}

function shareDone(): number {
  const now = stretch.value;
  return now && now.total > 0 ? now.done / now.total : 0;
}

customElements.define("sr-data", DataPanel);
