import { describe, expect, test } from "vitest";
import type { Course, LanguageTerm, Objective } from "../engine/generated/spec";
import {
  courseAt,
  courseEnds,
  courseOf,
  layersOf,
  layersText,
  readLayers,
  setLayers,
  setTemperature,
  temperatureOf,
  weightShares,
} from "./courses";

const linear: Course = { kind: "linear", from: 1, to: 3 };
const cosine: Course = { kind: "cosine", from: 1, to: 3 };
const constant: Course = { kind: "constant", value: 2 };

function term(weight: Course, objective: Objective = { kind: "forward_kl", temperature: 2 }): LanguageTerm {
  return { weight, temperature: null, objective };
}

test.each<[Course, number, number]>([
  [constant, 0.3, 2],
  [linear, 0, 1],
  [linear, 0.25, 1.5],
  [linear, 1, 3],
  [cosine, 0, 1],
  [cosine, 0.5, 2],
  // 3 − 2·½(1 + cos 45°)
  [cosine, 0.25, 3 - (1 + Math.SQRT1_2)],
  [cosine, 1, 3],
])("%j at %d is %d", (course, progress, value) => {
  expect(courseAt(course, progress)).toBeCloseTo(value, 12);
});

test("another kind of course keeps the ends", () => {
  expect(courseOf("linear", cosine)).toEqual(linear);
  expect(courseOf("constant", linear)).toEqual({ kind: "constant", value: 1 });
  expect(courseEnds(courseOf("cosine", constant))).toEqual([2, 2]);
});

describe("a temperature", () => {
  test("is the objective's own until it moves", () => {
    const one = term(constant);
    expect(temperatureOf(one)).toEqual({ kind: "constant", value: 2 });
    setTemperature(one, { kind: "linear", from: 4, to: 1 });
    expect(temperatureOf(one)).toEqual({ kind: "linear", from: 4, to: 1 });
    setTemperature(one, { kind: "constant", value: 3 });
    expect(one).toMatchObject({ temperature: null, objective: { temperature: 3 } });
  });

  test("is nothing to an objective without one", () => {
    const one = term(constant, { kind: "hard" });
    setTemperature(one, linear);
    expect([one.temperature, temperatureOf(one)]).toEqual([null, null]);
  });
});

test("shares are of the weights as they are at the time", () => {
  const terms = [term({ kind: "linear", from: 1, to: 0 }), term({ kind: "constant", value: 1 })];
  expect(weightShares(terms, 0)).toEqual([0.5, 0.5]);
  expect(weightShares(terms, 1)).toEqual([0, 1]);
  expect(weightShares([term({ kind: "constant", value: 0 })], 0)).toEqual([0]);
});

describe("layers", () => {
  test.each([
    ["", null],
    ["  ", null],
    ["0→1", [[0, 1]]],
    [
      "0 -> 1, 1-3; 2:5",
      [
        [0, 1],
        [1, 3],
        [2, 5],
      ],
    ],
    ["0", undefined],
    ["0→1, x", undefined],
    ["one→two", undefined],
  ])("%j are read", (text, pairs) => {
    expect(readLayers(text)).toEqual(pairs?.map(([student, teacher]) => ({ student, teacher })) ?? pairs);
  });

  test("come back as they were written", () => {
    const layers = [
      { student: 0, teacher: 1 },
      { student: 1, teacher: 3 },
    ];
    expect(readLayers(layersText(layers))).toEqual(layers);
    expect(layersText(null)).toBe("");
  });

  test("belong to those objectives that look inside; relations compare one pair", () => {
    const pair = { student: 0, teacher: 1 };
    const attention: Objective = { kind: "attention", layers: null };
    const relation: Objective = { kind: "relation", layer: null, heads: 2 };
    setLayers(attention, [pair]);
    setLayers(relation, [{ student: 9, teacher: 9 }, pair]);
    expect([layersOf(attention), layersOf(relation)]).toEqual([[pair], [pair]]);
    setLayers(relation, null);
    expect(layersOf(relation)).toBeNull();
    expect(layersOf({ kind: "hard" })).toBeUndefined();
  });
});
