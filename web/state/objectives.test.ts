import { expect, test } from "vitest";
import { CLASSIFIER_OBJECTIVES, EXTRAS, hearsTeacher, LANGUAGE_OBJECTIVES, objectiveOf } from "./objectives";

const LANGUAGE_ONLY = ["uld", "hidden_cosine", "hidden_mse", "attention", "relation", "sequence_level"];

test("a classifier is offered no objective of language models", () => {
  const offered: string[] = CLASSIFIER_OBJECTIVES;
  expect(offered).toHaveLength(11);
  expect(offered.filter((kind) => LANGUAGE_ONLY.includes(kind))).toEqual([]);
});

test("a language model is offered all seventeen, each once", () => {
  expect(LANGUAGE_OBJECTIVES).toHaveLength(17);
  expect(new Set(LANGUAGE_OBJECTIVES)).toEqual(new Set([...CLASSIFIER_OBJECTIVES, ...LANGUAGE_ONLY]));
});

test.each(LANGUAGE_OBJECTIVES)("%s starts out with all that it needs", (kind) => {
  const objective = objectiveOf(kind, 3);
  expect(objective.kind).toBe(kind);
  for (const { key, max } of EXTRAS[kind] ?? []) {
    const value = Reflect.get(objective, key);
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThanOrEqual(max);
  }
  if ("temperature" in objective) expect(objective.temperature).toBe(3);
});

test("the text teaches hard labels and sequences, the teacher everything else", () => {
  expect(LANGUAGE_OBJECTIVES.filter((kind) => !hearsTeacher(kind))).toEqual(["hard", "sequence_level"]);
});
