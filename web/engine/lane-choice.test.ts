import { expect, test } from "vitest";
import { typicalStep, worthMoving } from "./lane-choice";

test.each([
  [[900, 10, 12, 11], 11],
  [[900, 10, 12], 10],
  [[7], 7],
  [[], Number.POSITIVE_INFINITY],
])("of %j the typical step is %d", (times, typical) => {
  expect(typicalStep(times)).toBe(typical);
});

test.each([
  [10, 5, 0, true],
  [10, 9.5, 0, false],
  [10, 5, 0.5, false],
  [10, 4, 0.5, true],
  [10, 1, 0.95, false],
  [10, Number.POSITIVE_INFINITY, 0, false],
])("from %d ms to %d ms at progress %d: %s", (here, there, progress, move) => {
  expect(worthMoving(here, there, progress)).toBe(move);
});
