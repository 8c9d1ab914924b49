// What both tasks have in common, of the one that is shown.

import { computed } from "@preact/signals-core";
import type { LanguageRunReport, RunReport } from "../engine/generated/spec";
import { corpus, readingText } from "./corpus";
import { dataReport, reading } from "./data";
import { plannedLanguageSteps } from "./language-plan";
import { languageChanged, languageInUse } from "./language-recipe";
import { languageReport } from "./language-run";
import { plannedSteps } from "./models";
import { recipeChanged, recipeInUse } from "./recipe";
import { pairs, report, stretches } from "./run";
import { task } from "./task";
import { stepsOfTeacher } from "./teacher";

const isLanguage = computed(() => task.value === "language_model");

/** Whether rows or text are being read. */
export const isReading = computed(() => (isLanguage.value ? readingText.value : reading.value));

/** Whether there is something to train on. */
export const isLoaded = computed(() => (isLanguage.value ? corpus.value : dataReport.value) !== null);

/** Whether the controls say something else than the run that is on. */
export const isChanged = computed(() => (isLanguage.value ? languageChanged.value : recipeChanged.value));

/** How the run ended; null until it has. */
export const outcome = computed<RunReport | LanguageRunReport | null>(() =>
  isLanguage.value ? languageReport.value : report.value,
);

function plannedForClassifier(): number {
  const asked = recipeInUse.value;
  const rows = dataReport.value?.split.train ?? 0;
  if (!asked) return 0;
  return stepsOfTeacher(asked.teacher, rows) + 2 * pairs.value * plannedSteps(asked.student.train, rows);
}

/** Optimizer steps of the whole run, as far as they can be told. */
export const planned = computed(() => {
  if (!isLanguage.value) return plannedForClassifier();
  return languageInUse.value ? plannedLanguageSteps(languageInUse.value, stretches.value) : 0;
});
