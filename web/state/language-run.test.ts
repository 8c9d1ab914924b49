import { beforeEach, expect, test } from "vitest";
import { fakeCorpus, fakeLanguagePreset } from "../engine/fake-language";
import { fakeLanguageReport } from "../engine/fake-language-script";
import type { Report } from "../engine/generated/spec";
import { clearLanguageRun, languageCard, languageReport, samples, takeLanguage } from "./language-run";
import { outcome } from "./present";
import { status, takeReport } from "./run";
import { task } from "./task";

beforeEach(() => {
  clearLanguageRun();
  status.value = "running";
  task.value = "language_model";
});

const sample = (step: number, text = `${step}`): Report => ({
  type: "sample",
  phase: "student",
  pair: 0,
  step,
  prompt: "It",
  text,
});

test("the newest sample of a model is on top, and other models have theirs", () => {
  takeLanguage(sample(4));
  takeLanguage(sample(8));
  expect(samples.value.student.map((one) => one.step)).toEqual([8, 4]);
  expect(samples.value.teacher).toEqual([]);
});

test("a long run keeps the latest samples only", () => {
  for (let step = 1; step <= 100; step++) takeLanguage(sample(step));
  expect(samples.value.student).toHaveLength(20);
  expect(samples.value.student[0]?.step).toBe(100);
});

test("the report ends the run, and its samples are shown once", () => {
  const recipe = fakeLanguagePreset("northanger");
  const report = fakeLanguageReport(recipe, fakeCorpus(recipe, "northanger.txt", 433_410), "helps");
  const last = report.student.sample ?? expect.fail("no sample");
  const done: Report = { type: "language_done", ...report };
  takeLanguage({ type: "sample", ...last });
  takeReport(done);
  takeLanguage(done);
  expect(status.value).toBe("done");
  expect(languageReport.value?.verdict.kind).toBe("helps");
  expect(samples.value.student).toHaveLength(1);
  expect(samples.value.control).toHaveLength(1);
  expect(outcome.value?.seconds).toBe(report.seconds);
  task.value = "classifier";
  expect(outcome.value).toBeNull();
});

test("another run begins without card, samples and report", () => {
  takeLanguage(sample(1));
  takeLanguage({ type: "language_card", warnings: [] } as unknown as Report);
  clearLanguageRun();
  expect([languageCard.value, languageReport.value, samples.value.student]).toEqual([null, null, []]);
});
