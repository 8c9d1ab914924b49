import { expect, test } from "vitest";
import { fakeLanguagePreset } from "../engine/fake-language";
import type { LanguageRecipe } from "../engine/generated/spec";
import { plannedLanguageSteps } from "./language-plan";
import type { Stretch } from "./run";

const stretch = (phase: Stretch["phase"], total: number, pair = 0): Stretch => ({ phase, pair, done: 0, total });

/** Two epochs of a teacher, three of student and control, in batches of 8; `pairs` pairs. */
function recipe(pairs: number): LanguageRecipe {
  const asked = fakeLanguagePreset("northanger");
  asked.evaluation.pairs = pairs;
  asked.student.train.epochs = 3;
  return asked;
}

test("nothing is planned before the text is cut into blocks", () => {
  expect(plannedLanguageSteps(recipe(1), [stretch("prepare", 9)])).toBe(0);
});

test("the teacher's steps tell those of all others", () => {
  expect(plannedLanguageSteps(recipe(2), [stretch("teacher", 20)])).toBe(20 + 4 * 30);
});

test("larger batches take fewer steps, and the last one may be smaller", () => {
  const asked = recipe(1);
  asked.student.train.batch_size = 64;
  expect(plannedLanguageSteps(asked, [stretch("teacher", 20)])).toBe(20 + 2 * 3 * Math.ceil(80 / 64));
});

test("a training that was cut short counts as what it took", () => {
  const begun = [stretch("teacher", 5), stretch("control", 30)];
  expect(plannedLanguageSteps(recipe(1), begun)).toBe(5 + 30 + 30);
});

test("every teacher is counted", () => {
  const asked = recipe(1);
  asked.teachers.push(...asked.teachers);
  expect(plannedLanguageSteps(asked, [stretch("teacher", 20)])).toBe(40 + 60);
});
