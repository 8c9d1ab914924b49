// A model's files: dropped, or chosen as a folder or one by one.

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { icons } from "../../ui/icons";
import { wish } from "../../ui/view";
import { chosenFiles } from "./dropped-files";

function take(host: HTMLElement, event: Event): void {
  const input = event.target as HTMLInputElement;
  const files = chosenFiles(input);
  if (files.length > 0) wish(host, { type: "model_files", files });
  input.value = "";
}

function folderInput(host: HTMLElement, busy: boolean): TemplateResult {
  return html`<input id="model-folder" class="visually-hidden" type="file" webkitdirectory data-testid="model-folder"
    aria-label=${t("models.folder.choose")} ?disabled=${busy} @change=${(event: Event) => take(host, event)} />
  <label class="button" for="model-folder">${icons.upload}${t("models.folder")}</label>`;
}

function filesInput(host: HTMLElement, busy: boolean): TemplateResult {
  return html`<input id="model-files" class="visually-hidden" type="file" multiple data-testid="model-files"
    accept=".safetensors,.gguf,.json,.md" aria-label=${t("models.files.choose")} ?disabled=${busy}
    @change=${(event: Event) => take(host, event)} />
  <label class="button" for="model-files">${t("models.files")}</label>`;
}

/** Files may be dropped on the whole page; here it is said. */
export function dropArea(host: HTMLElement, busy: boolean): TemplateResult {
  return html`<div class="drop model-drop ${busy ? "busy" : ""}">
    <p>${t("models.drop")}</p>
    <p class="help">${t("models.drop.help")}</p>
    <div class="two">${folderInput(host, busy)}${filesInput(host, busy)}</div>
  </div>`;
}
