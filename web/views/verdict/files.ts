// What leaves the page and what comes in: the student, the recipe.

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { exportsOpen } from "../../state/exports";
import { icons } from "../../ui/icons";
import { wish } from "../../ui/view";

/** Bytes of a recipe at most; a file that is larger is none, and what is left of it is refused as such. */
const LARGEST_RECIPE = 4 << 20;

function openExports(host: HTMLElement): void {
  exportsOpen.value = true;
  wish(host, { type: "offer_student" });
}

interface Files {
  /** Whether there is a student. */
  done: boolean;
  /** What the student's zip holds. */
  help: string;
  /** Absent where there is no recipe yet. */
  saveRecipe?: () => void;
}

export function files(host: HTMLElement, { done, help, saveRecipe }: Files): TemplateResult {
  const loadRecipe = async (event: Event) => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (file) wish(host, { type: "recipe", json: await file.slice(0, LARGEST_RECIPE).text() });
  };
  return html`<div class="files">
    <button type="button" class="button strong" data-testid="download-student" ?disabled=${!done}
      aria-describedby="student-help" @click=${() => wish(host, { type: "download_student", format: "zip", name: "student.zip" })}>
      ${icons.download}${t("file.student")}</button>
    <p class="help" id="student-help">${help}</p>
    <button type="button" class="button formats" data-testid="open-exports" ?disabled=${!done} aria-haspopup="dialog"
      @click=${() => openExports(host)}>${icons.download}${t("export.open")}</button>
    <button type="button" class="button" data-testid="download-recipe" ?disabled=${!saveRecipe}
      @click=${() => saveRecipe?.()}>${icons.download}${t("file.recipe")}</button>
    <input id="recipe-input" class="visually-hidden" type="file" accept=".json,application/json" data-testid="recipe-input"
      aria-label=${t("file.load_recipe")} @change=${loadRecipe} />
    <label class="button" for="recipe-input">${icons.upload}${t("file.load_recipe")}</label>
  </div>`;
}
