import { beforeEach, expect, test } from "vitest";
import { FakeLab } from "../engine/fake-lab";
import { edit, recipe, recipeChanged, recipeInUse, recipeTemperature } from "./recipe";

beforeEach(() => {
  recipe.value = FakeLab.preset("languages");
  recipeInUse.value = null;
});

test("an edit leaves the recipe before it as it was", () => {
  const before = recipe.value;
  edit((draft) => (draft.seed = 7));
  expect([before?.seed, recipe.value?.seed]).toEqual([0, 7]);
});

test("a change counts only against a run, and only until it is undone", () => {
  edit((draft) => (draft.seed = 7));
  expect(recipeChanged.value).toBe(false);
  recipeInUse.value = recipe.value;
  edit((draft) => (draft.seed = 8));
  expect(recipeChanged.value).toBe(true);
  edit((draft) => (draft.seed = 7));
  expect(recipeChanged.value).toBe(false);
});

test("the temperature is that of the first objective that has one", () => {
  expect(recipeTemperature.value).toBe(2);
  edit((draft) => (draft.student.objectives = [{ weight: 1, objective: { kind: "hard" } }]));
  expect(recipeTemperature.value).toBeNull();
});
