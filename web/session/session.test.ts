import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Adapter } from "../engine/adapter";
import { fakeEngine } from "../engine/fake";
import { FakeLab, type Scenario } from "../engine/fake-lab";
import { allCurves, clearCurves } from "../state/curves";
import { dataReport, forgetData, origin, ownFile, pasted, source } from "../state/data";
import { errors } from "../state/errors";
import { offers } from "../state/exports";
import { activeLane, adapter, laneChoice, race, stepTimes } from "../state/lane";
import { edit, recipe, recipeInUse } from "../state/recipe";
import { card, clearRun, phase, report, status, stretches } from "../state/run";
import { prediction, text } from "../state/tryit";
import { plannedOf } from "./asked";
import { Session } from "./session";

const csv = (name: string, body: string) => new File([body], name, { type: "text/csv" });
const presets = {
  languages: csv("languages.csv", "text,label\nOlá,Portuguese\n"),
  spam: csv("spam.csv", "text,label\n"),
};

/** A machine with other work must not fail a test that waits for the script. */
vi.setConfig({ testTimeout: 90_000 });

let session: Session;

async function openWith(scenario: Scenario = "fast", present: Adapter | null = null): Promise<void> {
  session = new Session(fakeEngine({ presets, scenario, adapter: present }));
  await session.open("languages");
}

/** Few rows and one epoch each, so that a whole run takes a moment. */
function shorten(): void {
  edit((draft) => {
    draft.data.max_rows = 1000;
    draft.student.train.epochs = 1;
    if (draft.teacher.kind === "train") draft.teacher.train.epochs = 1;
  });
}

/** Runs to the end. */
async function finish(): Promise<void> {
  shorten();
  session.play();
  await until(() => expect(status.value).toBe("done"));
}

beforeEach(() => {
  laneChoice.value = "auto";
  text.value = "";
});

afterEach(() => {
  session.reset();
  clearRun();
  clearCurves();
  forgetData();
  errors.value = {};
  ownFile.value = null;
  pasted.value = "";
  origin.value = "languages";
  recipe.value = null;
  status.value = "idle";
});

/** Where the run stands once it no longer moves; a run that goes on never does. */
async function standstill(): Promise<number> {
  for (;;) {
    const before = stretches.value.at(-1)?.done ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (stretches.value.at(-1)?.done === before) return before;
  }
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 5 });

describe("a preset", () => {
  test("is read as soon as the page is open, and suggests a text", async () => {
    await openWith();
    expect(dataReport.value?.classes).toHaveLength(20);
    expect(source.value?.columns.map((column) => column.name)).toEqual(["text", "label"]);
    expect(text.value).toBe("Amanhã de manhã vamos à praia");
    expect(status.value).toBe("idle");
  });

  test("runs to its report", async () => {
    await openWith();
    await finish();
    expect(report.value?.verdict.kind).toBe("helps");
    expect(card.value?.warnings).toEqual([]);
    expect(allCurves()).toHaveLength(7);
    expect(recipeInUse.value).toEqual(recipe.value);
  });

  test("asks the models about the text once they exist, and again at the end", async () => {
    await openWith();
    await finish();
    await until(() => expect(prediction.value?.classes).toHaveLength(20));
  });

  test("counts every step of teacher, students and controls", async () => {
    await openWith();
    await finish();
    const asked = recipe.value ?? expect.fail("no recipe");
    const steps = stretches.value.filter((one) => ["teacher", "student", "control"].includes(one.phase));
    expect(steps.reduce((sum, one) => sum + one.done, 0)).toBe(plannedOf(asked));
  });
});

describe("transport", () => {
  test("pause holds the run where it is, a step moves it by one, play resumes it", async () => {
    await openWith("helps");
    session.play();
    await until(() => expect(stretches.value.at(-1)?.done).toBeGreaterThan(3));
    session.pause();
    const held = await standstill();
    session.step();
    await until(() => expect(stretches.value.at(-1)?.done).toBe(held + 1));
    expect(status.value).toBe("paused");
    session.play();
    await until(() => expect(stretches.value.at(-1)?.done).toBeGreaterThan(held + 1));
  });

  test("a step from rest begins a run and stays paused", async () => {
    await openWith();
    session.step();
    await until(() => expect(phase.value).toBe("prepare"));
    expect(status.value).toBe("paused");
  });

  test("skip ends a phase early", async () => {
    await openWith("helps");
    session.play();
    await until(() => expect(phase.value).toBe("teacher"));
    session.skip();
    await until(() => expect(phase.value).toBe("control"));
    expect(stretches.value.find((one) => one.phase === "teacher")?.done).toBeLessThan(364);
  });

  test("reset leaves data and recipe, and no late report comes through", async () => {
    await openWith("helps");
    edit((draft) => (draft.student.train.epochs = 9));
    session.play();
    await until(() => expect(stretches.value.length).toBeGreaterThan(1));
    session.reset();
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect([status.value, stretches.value.length, report.value]).toEqual(["idle", 0, null]);
    expect(recipe.value?.student.train.epochs).toBe(9);
    expect(dataReport.value).not.toBeNull();
  });
});

describe("one's own rows", () => {
  test("bring soft labels, and then no teacher is trained", async () => {
    await openWith();
    await session.useFile(csv("soft.csv", "text,p:good,p:bad\nFine,0.9,0.1\n"));
    expect(recipe.value?.teacher.kind).toBe("soft_labels");
    await finish();
    expect(report.value?.teacher).toBeNull();
    expect(card.value).toBeNull();
  });

  test("without soft labels have a trained teacher again", async () => {
    await openWith();
    await session.useFile(csv("soft.csv", "text,p:good,p:bad\nFine,0.9,0.1\n"));
    await session.useFile(csv("hard.csv", "text,label\nFine,good\n"));
    expect(recipe.value?.teacher.kind).toBe("train");
  });

  test("with a mistake lose nothing: file, text and settings stay", async () => {
    await openWith();
    pasted.value = "text,label";
    await session.useFile(csv("bad.csv", "text,label\nFine,good\n"));
    expect(errors.value.data).toMatchObject({ code: "malformed_row", place: { line: 17, column: 42 } });
    expect([ownFile.value?.name, pasted.value, dataReport.value]).toEqual(["bad.csv", "text,label", null]);
    edit((draft) => (draft.student.train.epochs = 9));
    await session.useFile(csv("good.csv", "text,label\nFine,good\n"));
    expect(errors.value.data).toBeUndefined();
    expect(recipe.value?.student.train.epochs).toBe(9);
    expect(recipe.value?.data.source).toEqual({ kind: "file", name: "good.csv" });
  });

  test("are kept while a preset is looked at", async () => {
    await openWith();
    await session.useFile(csv("mine.csv", "text,label\nFine,good\n"));
    await session.choose("spam");
    await session.choose("own");
    expect([origin.value, source.value?.name]).toEqual(["own", "mine.csv"]);
  });

  test("end the run that was on", async () => {
    await openWith("helps");
    session.play();
    await until(() => expect(stretches.value.length).toBeGreaterThan(1));
    await session.useFile(csv("mine.csv", "text,label\nFine,good\n"));
    expect([status.value, stretches.value.length]).toEqual(["idle", 0]);
  });
});

describe("errors", () => {
  test("of training are shown at their model; the models can still be asked", async () => {
    await openWith("diverged");
    session.play();
    await until(() => expect(status.value).toBe("failed"));
    expect(errors.value.teacher?.code).toBe("diverged");
    text.value = "Boa noite";
    await until(() => expect(prediction.value).not.toBeNull());
  });

  test("of the GPU are shown at the lane, and another start clears them", async () => {
    await openWith("gpu");
    session.play();
    await until(() => expect(errors.value.lane?.code).toBe("gpu"));
    session.play();
    expect(errors.value.lane).toBeUndefined();
  });

  test("in a recipe file leave the present recipe alone", async () => {
    await openWith();
    const before = recipe.value;
    await session.useRecipe("{");
    expect(errors.value.page?.code).toBe("recipe");
    expect(recipe.value).toBe(before);
  });
});

test("a recipe file takes the place of the controls", async () => {
  await openWith();
  const asked = { ...(recipe.value ?? expect.fail("no recipe")), seed: 42 };
  await session.useRecipe(JSON.stringify(asked));
  expect([recipe.value?.seed, origin.value]).toEqual([42, "languages"]);
});

describe("lanes", () => {
  const software: Adapter = { name: "Scripted adapter", software: true };

  test("without WebGPU nothing is timed", async () => {
    await openWith();
    await finish();
    expect([activeLane.value, race.value, stepTimes.value]).toEqual(["cpu", "none", {}]);
  });

  test("with WebGPU both are timed, and the slower one is left", async () => {
    await openWith("fast", software);
    session.play();
    await until(() => expect(race.value).toBe("stayed"));
    expect(stepTimes.value.webgpu).toBeGreaterThan(stepTimes.value.cpu ?? Number.POSITIVE_INFINITY);
    expect([adapter.value, activeLane.value]).toEqual([software, "cpu"]);
  });

  test("a chosen GPU is warmed up before the button is pressed", async () => {
    const warmUp = vi.spyOn(FakeLab.prototype, "warmUp");
    await openWith("fast", software);
    expect(warmUp).not.toHaveBeenCalled();
    laneChoice.value = "webgpu";
    await until(() => expect(warmUp).toHaveBeenCalledWith(recipe.value));
    expect(status.value).toBe("idle");
  });

  test("a choice overrides the timing", async () => {
    await openWith("fast", software);
    laneChoice.value = "webgpu";
    await finish();
    expect([activeLane.value, race.value]).toEqual(["webgpu", "none"]);
  });
});

test("the student comes as a zip and in other formats", async () => {
  await openWith();
  expect(await session.exportStudent("zip")).toBeNull();
  await session.offerStudent();
  expect(offers.value).toEqual([]);
  await finish();
  expect(await session.exportStudent("zip")).toMatchObject({ type: "application/zip" });
  expect(await session.exportStudent("html")).toMatchObject({ type: "text/html" });
  await session.offerStudent();
  expect(offers.value?.map(({ format }) => format)).toEqual(["zip", "html", "onnx", "onnx_int8"]);
  session.reset();
  expect(offers.value).toBeNull();
});
