import { beforeEach, expect, test } from "vitest";
import type { StepReport } from "../engine/generated/spec";
import { accuracyPoints, allCurves, bitsPoints, clearCurves, lossPoints, revision, takeSteps } from "./curves";

beforeEach(clearCurves);

function step(over: Partial<StepReport>): StepReport {
  return {
    phase: "teacher",
    pair: 0,
    step: 1,
    steps: 10,
    loss: 1,
    parts: [],
    learning_rate: 0.1,
    grad_norm: 1,
    tokens_per_second: 1,
    milliseconds: 1,
    validation: null,
    ...over,
  };
}

test("a short run has a point for each step", () => {
  takeSteps([step({ step: 1, loss: 3 }), step({ step: 2, loss: 2 })]);
  expect(allCurves().map(lossPoints)).toEqual([
    [
      [1, 2],
      [3, 2],
    ],
  ]);
});

test("a long run is averaged over equal stretches", () => {
  takeSteps(Array.from({ length: 320 }, (_, at) => step({ step: at + 1, steps: 320, loss: at })));
  const [xs, ys] = lossPoints(allCurves()[0] ?? expect.fail("no curve"));
  expect(xs.slice(0, 2)).toEqual([1.5, 3.5]);
  expect(ys.slice(0, 2)).toEqual([0.5, 2.5]);
  expect(xs).toHaveLength(160);
});

test("roles and pairs have curves of their own; other phases have none", () => {
  takeSteps([step({}), step({ phase: "student" }), step({ phase: "student", pair: 1 }), step({ phase: "evaluate" })]);
  expect(allCurves().map(({ role, pair }) => `${role} ${pair}`)).toEqual(["teacher 0", "student 0", "student 1"]);
});

test("validation is kept as it comes", () => {
  takeSteps([step({ step: 5, validation: { loss: 1, accuracy: 0.7, bits_per_byte: null } }), step({ step: 6 })]);
  expect(allCurves().map(accuracyPoints)).toEqual([[[5], [0.7]]]);
  expect(allCurves().map(bitsPoints)).toEqual([[[], []]]);
});

test("a language model's bits per byte have points of their own", () => {
  takeSteps([step({ step: 5, validation: { loss: 3, accuracy: 0.3, bits_per_byte: 2.4 } }), step({ step: 6 })]);
  expect(allCurves().map(bitsPoints)).toEqual([[[5], [2.4]]]);
});

test("watchers are told once a batch, and not of an empty one", () => {
  const before = revision.value;
  takeSteps([step({}), step({ step: 2 })]);
  takeSteps([]);
  expect(revision.value).toBe(before + 1);
});
