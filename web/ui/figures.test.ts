import { expect, test } from "vitest";
import { worstConfusions } from "../views/confusion/heat-map";
import { reach } from "./interval";
import { LARGEST_SIDE, sideOf } from "./scale-square";

test("an axis holds the interval with room to spare, and is never narrower than two points", () => {
  expect(reach([-0.1, 0.04])).toBeCloseTo(0.125);
  expect(reach([0.001, 0.002])).toBe(0.02);
});

test("a model's area is its parameters, and none vanishes", () => {
  expect(sideOf(400, 400)).toBe(LARGEST_SIDE);
  expect(sideOf(100, 400)).toBe(LARGEST_SIDE / 2);
  expect(sideOf(1, 1e9)).toBeGreaterThan(0);
});

test("the most frequent mistakes come first; what is right is none", () => {
  const matrix = [
    [90, 2, 0],
    [7, 80, 1],
    [0, 0, 50],
  ];
  expect(worstConfusions(matrix, 2)).toEqual([
    { label: 1, predicted: 0, rows: 7 },
    { label: 0, predicted: 1, rows: 2 },
  ]);
});
