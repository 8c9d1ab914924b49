import { computed, signal } from "@preact/signals-core";
import type { LanguageRecipe, LanguageTeacher, TrainRecipe } from "../engine/generated/spec";

/** A teacher that is trained on the text first. */
export type TrainedTeacher = Extract<LanguageTeacher, { kind: "train" }>;

/** How a teacher is trained or tuned; null if it is taken as it is. */
export function trainingOf(teacher: LanguageTeacher): TrainRecipe | null {
  return teacher.kind === "train" ? teacher.train : teacher.tune;
}

/** What the next language-model run will do; null until the engine has given the first. */
export const languageRecipe = signal<LanguageRecipe | null>(null);

/** What the present run does; null where there is none. */
export const languageInUse = signal<LanguageRecipe | null>(null);

/** Whether the controls say something else than the run that is on. */
export const languageChanged = computed(
  () => languageInUse.value !== null && JSON.stringify(languageRecipe.value) !== JSON.stringify(languageInUse.value),
);

/** Changes the recipe by a function that may write to its draft. */
export function editLanguage(change: (draft: LanguageRecipe) => void): void {
  if (!languageRecipe.value) return;
  const draft = structuredClone(languageRecipe.value);
  change(draft);
  languageRecipe.value = draft;
}

/** Teachers that a run has at most. */
export const MOST_TEACHERS = 8;

const shown = signal(0);

/** Number of the teacher whose controls are shown. */
export const shownTeacher = computed(() =>
  Math.min(shown.value, Math.max(0, (languageRecipe.value?.teachers.length ?? 1) - 1)),
);

export function showTeacher(number: number): void {
  shown.value = number;
}

export function editTeacher(change: (teacher: LanguageTeacher) => void): void {
  const number = shownTeacher.value;
  editLanguage((draft) => {
    const teacher = draft.teachers[number];
    if (teacher) change(teacher);
  });
}

/** The same of a teacher that is trained here. */
export function editTrained(change: (teacher: TrainedTeacher) => void): void {
  editTeacher((teacher) => {
    if (teacher.kind === "train") change(teacher);
  });
}

/** Another teacher like the one that is shown. */
export function addTeacher(): void {
  const like = languageRecipe.value?.teachers[shownTeacher.value];
  if (!like || (languageRecipe.value?.teachers.length ?? 0) >= MOST_TEACHERS) return;
  editLanguage((draft) => void draft.teachers.push(structuredClone(like)));
  showTeacher((languageRecipe.value?.teachers.length ?? 1) - 1);
}

/** Takes the shown teacher away; one always stays. */
export function removeTeacher(): void {
  const number = shownTeacher.value;
  editLanguage((draft) => {
    if (draft.teachers.length > 1) draft.teachers.splice(number, 1);
  });
  showTeacher(Math.max(0, number - 1));
}
