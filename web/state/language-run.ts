// What a language-model run has said beside its steps: the report card, the samples, the report.

import { signal } from "@preact/signals-core";
import type { CacheCost, LanguageCard, LanguageRunReport, Report, SampleReport } from "../engine/generated/spec";
import { isRole, type Role } from "./run";

/** Samples kept of a model: a long run draws one after each epoch. */
const MOST_SAMPLES = 20;

export const languageCard = signal<LanguageCard | null>(null);
/** Where the teachers’ outputs are kept in this run. */
export const teacherCache = signal<CacheCost | null>(null);
export const languageReport = signal<LanguageRunReport | null>(null);
/** What each model wrote, the newest first. */
export const samples = signal<Record<Role, SampleReport[]>>({ teacher: [], student: [], control: [] });

export function clearLanguageRun(): void {
  languageCard.value = null;
  teacherCache.value = null;
  languageReport.value = null;
  samples.value = { teacher: [], student: [], control: [] };
}

export function takeLanguage(next: Report): void {
  switch (next.type) {
    case "language_card":
      languageCard.value = next;
      break;
    case "cache":
      teacherCache.value = next;
      break;
    case "language_done":
      languageReport.value = next;
      for (const model of [...next.teachers.slice(0, 1), next.student, next.control]) takeSample(model.sample);
      break;
    case "sample":
      takeSample(next);
      break;
  }
}

/** The last sample of a training and the report's are the same text of the same step: it is shown once. */
function takeSample(sample: SampleReport | null): void {
  if (!sample || !isRole(sample.phase)) return;
  const known = samples.value[sample.phase];
  if (known[0]?.step === sample.step && known[0].text === sample.text) return;
  samples.value = { ...samples.value, [sample.phase]: [sample, ...known].slice(0, MOST_SAMPLES) };
}
