import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Adapter } from "../engine/adapter";
import { fakeEngine } from "../engine/fake";
import { FakeLab, type Scenario } from "../engine/fake-lab";
import { corpus, ownText, pastedText, textOrigin } from "../state/corpus";
import { allCurves } from "../state/curves";
import { origin, ownFile } from "../state/data";
import { errors } from "../state/errors";
import { offers } from "../state/exports";
import { activeLane, laneChoice, race } from "../state/lane";
import { editLanguage, languageInUse, languageRecipe } from "../state/language-recipe";
import { languageCard, languageReport, samples } from "../state/language-run";
import { planned } from "../state/present";
import { edit, recipe } from "../state/recipe";
import { phase, status, stretches } from "../state/run";
import { task } from "../state/task";
import { judgements, tokenText, tokenTextIsOwn } from "../state/tokens";
import { Session } from "./session";

const presets = { languages: new File(["text,label\n"], "languages.csv"), spam: new File([""], "spam.csv") };
const prose = (name: string, body = "Once upon a time. ".repeat(300)) => new File([body], name, { type: "text/plain" });

/** A machine with other work must not fail a test that waits for the script. */
vi.setConfig({ testTimeout: 90_000 });

let session: Session;

async function openWith(scenario: Scenario = "fast", adapter: Adapter | null = null): Promise<void> {
  session = new Session(fakeEngine({ presets, scenario, adapter }));
  await session.open("northanger");
}

beforeEach(() => {
  laneChoice.value = "auto";
  task.value = "language_model";
});

afterEach(() => {
  vi.restoreAllMocks();
  session.reset();
  errors.value = {};
  [ownFile.value, ownText.value, pastedText.value] = [null, null, ""];
  [origin.value, textOrigin.value] = ["languages", "northanger"];
  [recipe.value, languageRecipe.value, corpus.value] = [null, null, null];
  [tokenText.value, tokenTextIsOwn.value] = ["", false];
  task.value = "classifier";
});

const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 5 });

/** A piece of the text, so that a whole run takes a moment; `finish` runs to the end. */
async function finish(): Promise<void> {
  editLanguage((draft) => (draft.corpus.max_bytes = 20_000));
  session.play();
  await until(() => expect(status.value).toBe("done"));
}

const asked = () => languageRecipe.value ?? expect.fail("no recipe");

describe("a preset", () => {
  test("is read as soon as the page is open, and suggests a text", async () => {
    await openWith();
    expect(corpus.value?.name).toBe("northanger.txt");
    expect(tokenText.value).toMatch(/^No one who had ever seen Catherine Morland.*[a-z],$/s);
    expect(recipe.value).toBeNull();
    expect(status.value).toBe("idle");
  });

  test("runs to its report", async () => {
    await openWith();
    await finish();
    expect(languageReport.value?.verdict.kind).toBe("helps");
    expect(languageCard.value?.warnings).toEqual([]);
    expect(allCurves().map((curve) => curve.role)).toEqual(["teacher", "control", "student"]);
    expect(samples.value.student.length).toBeGreaterThan(1);
    expect(languageInUse.value).toEqual(asked());
    await until(() => expect(judgements.value[0]?.kl).not.toBeNull());
  });

  test("counts every step of every model", async () => {
    await openWith();
    editLanguage((draft) => {
      draft.evaluation.pairs = 2;
      draft.teachers.push(...draft.teachers);
    });
    await finish();
    const trained = stretches.value.filter((one) => ["teacher", "student", "control"].includes(one.phase));
    expect(trained).toHaveLength(6);
    expect(planned.value).toBe(trained.reduce((sum, one) => sum + one.done, 0));
  });

  test("of sums needs no file", async () => {
    await openWith();
    await session.chooseText("arithmetic");
    expect([corpus.value?.bytes, asked().corpus.source.kind]).toEqual([null, "arithmetic"]);
    expect(tokenText.value).toMatch(/^12\+09=21\n/);
    await finish();
    expect(languageReport.value).not.toBeNull();
  });
});

describe("a text of one's own", () => {
  test("is read by the settings for files", async () => {
    await openWith();
    await session.useFile(prose("tale.txt"));
    expect([textOrigin.value, corpus.value?.name]).toEqual(["own", "tale.txt"]);
    expect(asked().corpus.source).toEqual({ kind: "file", name: "tale.txt" });
  });

  test("after sums has none of the sums' settings", async () => {
    await openWith();
    await session.chooseText("arithmetic");
    await session.chooseText("own");
    expect([textOrigin.value, corpus.value]).toEqual(["own", null]);
    await session.useFile(prose("tale.txt"));
    expect(asked().tokenizer).toEqual({ kind: "bpe", vocabulary: 512 });
  });

  test("with a mistake loses nothing: the settings hold for the mended one", async () => {
    await openWith();
    await session.useFile(prose("bad.csv"));
    expect(errors.value.text).toMatchObject({ code: "malformed_row", place: { line: 17 } });
    expect([ownText.value?.name, corpus.value]).toEqual(["bad.csv", null]);
    editLanguage((draft) => (draft.block_tokens = 16));
    await session.useFile(prose("good.csv"));
    expect([errors.value.text, asked().block_tokens, corpus.value?.name]).toEqual([undefined, 16, "good.csv"]);
  });

  test("is kept while a preset is looked at", async () => {
    await openWith();
    await session.useFile(prose("tale.txt"));
    await session.chooseText("arithmetic");
    await session.chooseText("own");
    expect(corpus.value?.name).toBe("tale.txt");
  });

  test("is read again when the recipe divides it otherwise", async () => {
    await openWith();
    const before = corpus.value?.test.bytes ?? 0;
    editLanguage((draft) => (draft.corpus.split.test = 0.5));
    await until(() => expect(corpus.value?.test.bytes).toBeGreaterThan(2 * before));
  });
});

describe("the token view", () => {
  test("takes what the test begins with, once a sample has told its first words", async () => {
    const words = "Catherine was too wretched to be fearful. The journey in";
    const body = `${"And so it went. ".repeat(560)}${words} itself had no terrors.${" The end.".repeat(100)}`;
    session = new Session(
      fakeEngine({ presets, scenario: "fast", adapter: null, texts: { northanger: prose("n", body) } }),
    );
    await session.open("northanger");
    session.play();
    await until(() => expect(tokenText.value).toMatch(new RegExp(`^${words} itself had no terrors\\.`)));
  });

  test("leaves the user's own words alone", async () => {
    await openWith();
    [tokenText.value, tokenTextIsOwn.value] = ["My words", true];
    await finish();
    expect(tokenText.value).toBe("My words");
    await until(() => expect(judgements.value.map((one) => one.token)).toEqual(["My", " wor", "ds"]));
  });

  test("asks while models learn, and not more than once a second", async () => {
    const inspect = vi.spyOn(FakeLab.prototype, "inspect");
    await openWith("helps");
    tokenTextIsOwn.value = true;
    session.play();
    await until(() => expect(inspect).toHaveBeenCalled());
    const start = performance.now();
    const before = inspect.mock.calls.length;
    await until(() => expect(inspect.mock.calls.length).toBeGreaterThan(before + 1));
    expect(performance.now() - start).toBeGreaterThan(900);
  });
});

describe("changing the task", () => {
  test("ends the run and keeps what was set for either", async () => {
    await openWith("helps");
    editLanguage((draft) => (draft.seed = 5));
    session.play();
    await until(() => expect(phase.value).toBe("teacher"));
    await session.changeTask("classifier");
    expect([status.value, stretches.value.length, origin.value]).toEqual(["idle", 0, "languages"]);
    edit((draft) => (draft.seed = 9));
    await session.changeTask("language_model");
    expect([asked().seed, recipe.value?.seed, corpus.value?.name]).toEqual([5, 9, "northanger.txt"]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(stretches.value).toEqual([]);
  });

  test("does not read the same text again", async () => {
    await openWith();
    await session.changeTask("classifier");
    const load = vi.spyOn(FakeLab.prototype, "loadCorpus");
    await session.changeTask("language_model");
    session.play();
    await until(() => expect(status.value).toBe("running"));
    expect(load).not.toHaveBeenCalled();
  });

  test("leaves an error with the text that has it", async () => {
    await openWith();
    await session.useFile(prose("bad.csv"));
    await session.changeTask("classifier");
    expect([errors.value.text?.code, errors.value.data]).toEqual(["malformed_row", undefined]);
  });
});

describe("a recipe file", () => {
  test("with the key task shows language models", async () => {
    task.value = "classifier";
    session = new Session(fakeEngine({ presets, scenario: "fast", adapter: null }));
    await session.open("languages");
    const sums = { ...FakeLab.languagePreset("arithmetic"), seed: 42 };
    await session.useRecipe(JSON.stringify(sums));
    expect([task.value, asked().seed, textOrigin.value]).toEqual(["language_model", 42, "arithmetic"]);
    expect(corpus.value).not.toBeNull();
  });

  test("without it shows the classifier", async () => {
    await openWith();
    await session.useRecipe(JSON.stringify({ ...FakeLab.preset("spam"), seed: 43 }));
    expect([task.value, recipe.value?.seed, origin.value]).toEqual(["classifier", 43, "spam"]);
    expect(asked().seed).toBe(0);
  });

  test("that is broken leaves the present recipe alone", async () => {
    await openWith();
    const before = languageRecipe.value;
    await session.useRecipe('{"task": ');
    expect(errors.value.page?.code).toBe("recipe");
    expect([task.value, languageRecipe.value]).toEqual(["language_model", before]);
  });
});

describe("errors", () => {
  test("of training are shown at their model", async () => {
    await openWith("diverged");
    session.play();
    await until(() => expect(status.value).toBe("failed"));
    expect(errors.value.teacher?.code).toBe("diverged");
  });

  test("of the GPU are shown at the lane", async () => {
    await openWith("gpu");
    session.play();
    await until(() => expect(errors.value.lane?.code).toBe("gpu"));
  });
});

test("language models move to the faster lane, and a choice overrides the timing", async () => {
  const timed = vi.spyOn(FakeLab.prototype, "timeSteps");
  await openWith("fast", { name: "Scripted adapter", software: true });
  await finish();
  expect([activeLane.value, race.value]).toEqual(["cpu", "stayed"]);
  laneChoice.value = "webgpu";
  await finish();
  expect(activeLane.value).toBe("webgpu");
  expect(timed).not.toHaveBeenCalled();
});

test("the student comes as a zip", async () => {
  await openWith();
  await finish();
  expect(await session.exportStudent("zip")).toMatchObject({ type: "application/zip" });
  await session.offerStudent();
  expect(offers.value?.map(({ format }) => format)).toContain("gguf");
});
