// Play, pause, step, skip, reset: by what the engine does, not by what the buttons look like.

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { computed, metricsOf, stepsOf } from "./harness/numbers";
import { smallRecipe, training } from "./harness/recipes";
import { csv, toyRows } from "./harness/rows";
import { Bench, type Tab } from "./harness/tab";

const FILE = { name: "rows.csv", content: csv(toyRows(240)) };
/** Long enough to be caught in the midst of it. */
const RECIPE = smallRecipe("rows.csv", (draft) => {
  if (draft.teacher.kind === "train") draft.teacher.train = training(20, 4e-3);
});
const TEACHER_STEPS = 20 * 9;

let bench: Bench;
let tab: Tab;

beforeAll(async () => {
  bench = await Bench.open();
});

beforeEach(async () => {
  tab = await bench.tab();
  await tab.useFile(FILE);
  await tab.useRecipe(RECIPE);
});

afterEach(() => tab?.close());
afterAll(() => bench?.close());

async function steps() {
  return stepsOf(await tab.notes("reports"));
}

it("each press of step does one piece of work", async () => {
  for (let pressed = 1; pressed <= 6; pressed++) {
    await tab.press("step");
    await tab.more("reports", pressed - 1);
    expect(await tab.count("reports")).toBe(pressed);
  }
  await tab.status("paused");
  expect(await tab.strays()).toBe(0);
  expect((await steps()).map((step) => step.step)).toEqual((await steps()).map((_, at) => at + 1));
  expect((await steps()).length).toBeGreaterThan(0);
});

it("a run that was stepped and paused ends as one that was not", async () => {
  const whole = await tab.run();
  const uninterrupted = (await steps()).map(computed);
  await tab.press("reset");
  await tab.status("idle");
  const before = await tab.count("reports");
  for (let pressed = 0; pressed < 5; pressed++) await tab.press("step");
  await tab.more("reports", before + 4);
  await tab.press("play");
  await tab.trained(uninterrupted.length + 20);
  await tab.press("pause");
  await tab.status("paused");
  await tab.quiet();
  expect(await tab.get("tryit-bars").count()).toBe(1);
  const resumed = await tab.run();
  expect((await steps()).slice(uninterrupted.length).map(computed)).toEqual(uninterrupted);
  expect(metricsOf(resumed)).toEqual(metricsOf(whole));
});

it("skip ends the phase and goes on with the next", async () => {
  await tab.press("play");
  await tab.trained(5);
  await tab.press("skip");
  await tab.status("done");
  const taken = (await steps()).filter((step) => step.phase === "teacher").length;
  expect(taken).toBeGreaterThanOrEqual(5);
  expect(taken).toBeLessThan(TEACHER_STEPS);
  const report = await tab.report();
  expect(report.teacher?.training?.steps).toBe(taken);
  expect(report.student.training?.steps).toBe(6 * 9);
});

it("reset ends the run at once, and another can begin", async () => {
  await tab.press("play");
  await tab.trained(10);
  await tab.press("reset");
  await tab.status("idle");
  await tab.quiet();
  expect(await tab.page.textContent("#report-json")).toBe("");
  expect(await tab.get("metrics").locator("tbody td").filter({ hasText: /\d/ }).count()).toBe(0);
  const taken = (await steps()).length;
  await tab.press("play");
  await tab.trained(taken + 3);
  expect((await steps()).slice(taken)[0]?.step).toBe(1);
});

it("keys do what the buttons do", async () => {
  await tab.page.locator("h1").click();
  await tab.page.keyboard.press("Space");
  await tab.status("running");
  await tab.trained(3);
  await tab.page.keyboard.press("Space");
  await tab.status("paused");
  await tab.quiet();
  const before = await tab.count("reports");
  await tab.page.keyboard.press("s");
  await tab.more("reports", before);
  await tab.get("tryit-input").fill("a text");
  await tab.get("tryit-input").press("s");
  expect(await tab.strays()).toBe(0);
  expect(await tab.count("reports")).toBe(before + 1);
});
