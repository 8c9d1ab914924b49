import { beforeEach, describe, expect, test } from "vitest";
import type { TokenJudgement } from "../engine/generated/spec";
import { clearRun, stretches } from "./run";
import {
  chosen,
  chosenToken,
  clearJudgements,
  halfHeat,
  heatOf,
  judgements,
  markedToken,
  meanOf,
  placeAfter,
  pupil,
  takeJudgements,
} from "./tokens";

beforeEach(clearJudgements);

function token(kl: number | null, teacher_nll: number | null = 1, student_nll: number | null = 2): TokenJudgement {
  return { token: "a", learnt: true, teacher_nll, student_nll, kl, candidates: [] };
}

describe("a colour", () => {
  test("is as deep as the root of the nats, and full at the scale's end", () => {
    expect(heatOf(token(0), "kl")).toBe(0);
    expect(heatOf(token(halfHeat("kl")), "kl")).toBe(0.5);
    expect(heatOf(token(2), "kl")).toBe(1);
    expect(heatOf(token(99), "kl")).toBe(1);
    expect(heatOf(token(null, 2), "teacher")).toBe(0.5);
  });

  test("is none without a value", () => {
    expect(heatOf(token(null), "kl")).toBe(0);
    expect(heatOf(token(0, null, null), "student")).toBe(0);
  });
});

test("a mean is over the tokens that have a value", () => {
  expect(meanOf([token(1), token(2), token(null)], "kl")).toBe(1.5);
  expect(meanOf([token(null)], "kl")).toBeNull();
});

describe("the choice", () => {
  test("falls on the place where the two are furthest apart, and then stays", () => {
    takeJudgements([token(0.1), token(0.9), token(0.2)]);
    expect(chosen.value).toBe(1);
    takeJudgements([token(0.9), token(0.1), token(0.2)]);
    expect([chosen.value, chosenToken.value?.kl]).toEqual([1, 0.1]);
  });

  test("falls on the teacher's largest loss while there is no student", () => {
    takeJudgements([token(null, 1, null), token(null, 3, null)]);
    expect(chosen.value).toBe(1);
  });

  test("is made anew where its place is gone, and is none without tokens", () => {
    takeJudgements([token(0), token(0), token(1)]);
    takeJudgements([token(0.5)]);
    expect(chosen.value).toBe(0);
    takeJudgements([]);
    expect([chosen.value, chosenToken.value, judgements.value]).toEqual([null, null, []]);
  });
});

test("until the student begins its twin is compared with the teacher", () => {
  clearRun();
  expect(pupil.value).toBe("control");
  stretches.value = [{ phase: "student", pair: 0, done: 0, total: 9 }];
  expect(pupil.value).toBe("student");
  clearRun();
});

test.each([
  ["ArrowRight", 1, 2],
  ["ArrowRight", 3, 3],
  ["ArrowLeft", 1, 0],
  ["ArrowLeft", 0, 0],
  ["Home", 2, 0],
  ["End", 0, 3],
  ["a", 0, null],
])("%s leads from %d of four to %s", (key, from, to) => {
  expect(placeAfter(key, from, 4)).toBe(to);
});

test.each([
  [" the", "␣the"],
  ["the", "the"],
  [" ", "␣"],
  ["\n", "↵"],
  ["a\n\tb", "a↵⇥b"],
  ["", "∅"],
])("the token %j is seen as %s", (one, seen) => {
  expect(markedToken(one)).toBe(seen);
});
