import { beforeEach, expect, test } from "vitest";
import { fakeLanguagePreset } from "../engine/fake-language";
import {
  addTeacher,
  editLanguage,
  editTeacher,
  languageChanged,
  languageInUse,
  languageRecipe,
  MOST_TEACHERS,
  removeTeacher,
  shownTeacher,
  showTeacher,
} from "./language-recipe";

beforeEach(() => {
  languageRecipe.value = fakeLanguagePreset("northanger");
  languageInUse.value = null;
  showTeacher(0);
});

const weights = () => languageRecipe.value?.teachers.map((teacher) => teacher.weight);

test("an edit leaves the recipe before it as it was", () => {
  const before = languageRecipe.value;
  editLanguage((draft) => (draft.seed = 7));
  expect([before?.seed, languageRecipe.value?.seed]).toEqual([0, 7]);
});

test("a change counts only against a run, and only until it is undone", () => {
  editLanguage((draft) => (draft.seed = 7));
  expect(languageChanged.value).toBe(false);
  languageInUse.value = languageRecipe.value;
  editLanguage((draft) => (draft.seed = 8));
  expect(languageChanged.value).toBe(true);
  editLanguage((draft) => (draft.seed = 7));
  expect(languageChanged.value).toBe(false);
});

test("another teacher is like the one that is shown, and is shown itself", () => {
  addTeacher();
  expect(shownTeacher.value).toBe(1);
  editTeacher((teacher) => (teacher.weight = 3));
  expect(weights()).toEqual([1, 3]);
  removeTeacher();
  expect([weights(), shownTeacher.value]).toEqual([[1], 0]);
});

test("one teacher always stays, and there are never too many", () => {
  removeTeacher();
  expect(weights()).toEqual([1]);
  for (let at = 0; at < 12; at++) addTeacher();
  expect(weights()).toHaveLength(MOST_TEACHERS);
});

test("a recipe with fewer teachers shows one that it has", () => {
  addTeacher();
  languageRecipe.value = fakeLanguagePreset("arithmetic");
  expect(shownTeacher.value).toBe(0);
});
