import { expect, test } from "vitest";
import { classBars, softmax } from "./tryit";

test("softmax of ln 1, ln 2, ln 5 is their share of the sum", () => {
  const shares = softmax([0, Math.log(2), Math.log(5)], 1);
  for (const [at, share] of [1 / 8, 2 / 8, 5 / 8].entries()) expect(shares[at]).toBeCloseTo(share, 12);
});

test("large scores do not overflow", () => {
  expect(softmax([1000, 0], 1)).toEqual([1, 0]);
});

test("a temperature of 2 takes the root of every ratio", () => {
  const [low = 0, high = 0] = softmax([0, Math.log(9)], 2);
  expect(high / low).toBeCloseTo(3, 12);
});

const said = { classes: ["a", "b", "c"], teacher: [0, 3, 1], student: [4, 0, 1], control: null };

test("the likeliest classes of either model come first and keep their place as temperature moves", () => {
  const names = (at: number) => classBars(said, at, 3).map((bar) => bar.name);
  expect(names(1)).toEqual(["a", "b", "c"]);
  expect(names(10)).toEqual(names(1));
});

test("no more are shown than asked, and a silent model has no bar", () => {
  const bars = classBars({ ...said, teacher: null }, 1, 2);
  expect(bars).toHaveLength(2);
  expect(bars.map((bar) => bar.teacher)).toEqual([null, null]);
});
