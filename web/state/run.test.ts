import { beforeEach, expect, test } from "vitest";
import type { Report } from "../engine/generated/spec";
import { clearRun, lastStep, pairs, parameters, phase, progressOf, status, stretches, takeReport } from "./run";

beforeEach(() => {
  clearRun();
  status.value = "running";
});

const begin = (name: "teacher" | "student", pair = 0): Report => ({
  type: "phase",
  phase: name,
  pair,
  pairs: 3,
  steps: 10,
  parameters: 99,
});

const step = (at: number): Report => ({
  type: "step",
  phase: "teacher",
  pair: 0,
  step: at,
  steps: 10,
  loss: 1,
  parts: [],
  learning_rate: 0.1,
  grad_norm: 1,
  tokens_per_second: 1,
  milliseconds: 1,
  validation: null,
});

test("a phase begins a stretch and steps advance it", () => {
  takeReport(begin("teacher"));
  takeReport(step(4));
  expect(stretches.value).toEqual([{ phase: "teacher", pair: 0, done: 4, total: 10 }]);
  expect([pairs.value, parameters.value.teacher, lastStep.value?.step]).toEqual([3, 99, 4]);
});

test("a phase that was cut short is settled by the next", () => {
  takeReport(begin("teacher"));
  takeReport(step(4));
  takeReport(begin("student", 1));
  expect(stretches.value[0]).toMatchObject({ done: 4, total: 4 });
  expect(stretches.value[1]).toMatchObject({ phase: "student", pair: 1, done: 0 });
});

test("work that is no training is a stretch by itself, once", () => {
  takeReport({ type: "progress", phase: "prepare", done: 1, total: 2 });
  takeReport({ type: "progress", phase: "prepare", done: 2, total: 2 });
  takeReport(begin("teacher"));
  takeReport({ type: "progress", phase: "report_card", done: 256, total: 900 });
  expect(stretches.value.map((one) => one.phase)).toEqual(["prepare", "teacher", "report_card"]);
  expect(phase.value).toBe("report_card");
});

test("progress counts optimizer steps only", () => {
  takeReport({ type: "progress", phase: "prepare", done: 2, total: 2 });
  takeReport(begin("teacher"));
  takeReport(step(5));
  expect(progressOf(stretches.value, 20)).toBe(0.25);
  expect(progressOf(stretches.value, 4)).toBe(1);
  expect(progressOf(stretches.value, 0)).toBe(0);
});
