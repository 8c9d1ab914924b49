import { expect, test } from "vitest";
import type { ErrorReport, LanguageRecipe, Recipe, Report } from "./generated/spec";
import type { Lab, LabClass } from "./lab";
import type { Command, Message } from "./protocol";
import { Pump } from "./pump";

const recipe = { name: "r" } as Recipe;
const progress = (done: number): Report => ({ type: "progress", phase: "prepare", done, total: 9 });
const finished = { type: "done" } as Report;
const languageFinished = { type: "language_done" } as Report;
const languageRecipe = { name: "l" } as LanguageRecipe;

/** A lab that hands out the given reports, and notes what it was asked. */
class ScriptedLab {
  calls: string[] = [];
  inside = 0;

  constructor(private readonly reports: (Report | ErrorReport)[]) {}

  device = () => "scripted";
  start = (): void => void this.calls.push("start");
  startLanguage = (): void => void this.calls.push("startLanguage");
  loadCorpus = (_: LanguageRecipe, name: string) => this.calls.push(`loadCorpus ${name}`);
  inspect = async (text: string) => this.#alone(`inspect ${text}`, [{ token: text }]);
  skip = (): void => void this.calls.push("skip");
  openModel = (name: string, files: Map<string, Blob>, tensor: number | null, total: number | null) =>
    this.calls.push(`openModel ${name} ${[...files.keys()]} ${tensor} ${total}`);
  closeModel = (name: string): void => void this.calls.push(`closeModel ${name}`);
  load = (_: Recipe, name: string) => this.calls.push(`load ${name}`);
  timeSteps = async (_: Recipe, count: number) => new Array<number>(count).fill(1);
  predict = async (text: string) => this.#alone(`predict ${text}`, { classes: [text] });

  step = async (): Promise<Report> => {
    const next = await this.#alone("step", this.reports.shift());
    if (!next) throw error("state", "The run is over.");
    if ("code" in next) throw next;
    return next;
  };

  /** The engine is one mutable object: two calls at once would break it. */
  async #alone<T>(call: string, value: T): Promise<T> {
    expect(++this.inside).toBe(1);
    this.calls.push(call);
    await Promise.resolve();
    this.inside--;
    return value;
  }
}

/** Says which of its methods was asked, and for what. */
const CLASS = {
  preset: (name: string) => `preset ${name}`,
  forFile: (name: string) => `forFile ${name}`,
  checkRecipe: (json: string) => `checkRecipe ${json}`,
  languagePreset: (name: string) => `languagePreset ${name}`,
  languageForFile: (name: string) => `languageForFile ${name}`,
  checkLanguageRecipe: (json: string) => `checkLanguageRecipe ${json}`,
};

function error(code: ErrorReport["code"], message: string): ErrorReport {
  return { code, message, place: null, hint: "" };
}

function setUp(reports: (Report | ErrorReport)[] = []) {
  const lab = new ScriptedLab(reports);
  const posted: Message[] = [];
  const host = { time: 0, fault: null as ErrorReport | null, late: null as ErrorReport | null };
  const pump = new Pump({
    open: async () => ({ Class: CLASS as unknown as LabClass, lab: lab as unknown as Lab }),
    post: (message) => posted.push(message),
    breathe: () => new Promise((resolve) => setTimeout(resolve, 0)),
    now: () => host.time,
    fault: () => host.fault,
    settle: async () => {
      host.fault ??= host.late;
    },
    room: () => ({ tensor: 7, total: null }),
  });
  let id = 0;
  const answered = () => posted.filter(({ type }) => type === "answer" || type === "refused").length;
  /** Sends commands and waits for all answers. */
  const ask = async (...commands: Command[]) => {
    for (const command of commands) pump.receive({ id: ++id, command });
    while (answered() < id) await turns(1);
  };
  /** Waits until nothing has happened for many turns of the event loop, in each of which the pump takes one too. */
  const rest = async () => {
    const seen = () => lab.calls.length + posted.length;
    for (let before = -1; before !== seen(); await turns(20)) before = seen();
  };
  return { lab, posted, host, pump, ask, rest };
}

/** Turns of the event loop, of the same length as the pump's. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

const open: Command = { type: "open", lane: "cpu", wasm: new ArrayBuffer(0) };
const start: Command = { type: "start", recipe, run: 7 };

function reportsIn(posted: Message[]): Report[] {
  return posted.flatMap((message) => (message.type === "reports" ? message.reports : []));
}

test("before it is opened everything is refused", async () => {
  const { ask, posted } = setUp();
  await ask({ type: "predict", text: "a" });
  expect(posted).toMatchObject([{ type: "refused", id: 1, error: { code: "state" } }]);
});

test("opening answers with the device's name", async () => {
  const { ask, posted } = setUp();
  await ask(open);
  expect(posted).toEqual([{ type: "answer", id: 1, value: "scripted" }]);
});

test("arguments reach the lab", async () => {
  const { ask, posted, lab } = setUp();
  await ask(open, { type: "load", recipe, name: "a.csv", file: new Blob() }, { type: "time_steps", recipe, count: 3 });
  expect(lab.calls).toEqual(["load a.csv"]);
  expect(posted.at(-1)).toMatchObject({ value: [1, 1, 1] });
});

test("a model is opened with what the device holds, and closed", async () => {
  const { ask, posted, lab } = setUp();
  const files = new Map([["tiny.gguf", new Blob(["GGUF"])]]);
  await ask(open, { type: "open_model", name: "tiny", files }, { type: "close_model", name: "tiny" });
  expect(lab.calls).toEqual(["openModel tiny tiny.gguf 7 null", "closeModel tiny"]);
  expect(posted.at(-1)).toMatchObject({ type: "answer", value: null });
});

test("playing runs to the end and reports all in order, under the run's number", async () => {
  const { ask, posted, rest } = setUp([progress(1), progress(2), finished]);
  await ask(open, start, { type: "play" });
  await rest();
  expect(reportsIn(posted)).toEqual([progress(1), progress(2), finished]);
  expect(posted.filter((message) => message.type === "reports").every((message) => message.run === 7)).toBe(true);
});

test("reports travel together until the batch's time is over", async () => {
  const { ask, posted, rest } = setUp([progress(1), progress(2), progress(3), finished]);
  await ask(open, start, { type: "play" });
  await rest();
  expect(posted.filter((message) => message.type === "reports")).toHaveLength(1);
});

test("one step is one step, reported at once", async () => {
  const { ask, posted, lab } = setUp([progress(1), progress(2)]);
  await ask(open, start, { type: "step" });
  expect(reportsIn(posted)).toEqual([progress(1)]);
  expect(lab.calls.filter((call) => call === "step")).toHaveLength(1);
});

test("a pause hands over what is ready, and nothing goes on", async () => {
  const { ask, posted, lab, rest } = setUp(Array.from({ length: 900 }, (_, at) => progress(at)));
  await ask(open, start, { type: "play" });
  await turns(5);
  await ask({ type: "pause" });
  const steps = lab.calls.filter((call) => call === "step").length;
  await rest();
  expect(reportsIn(posted)).toHaveLength(steps);
  expect(lab.calls.filter((call) => call === "step")).toHaveLength(steps);
});

test("questions are answered between steps, never during one", async () => {
  const { ask, posted, lab } = setUp(Array.from({ length: 900 }, (_, at) => progress(at)));
  await ask(open, start, { type: "play" });
  await ask({ type: "predict", text: "a" }, { type: "skip" }, { type: "predict", text: "b" });
  await ask({ type: "pause" });
  expect(lab.calls.filter((call) => !call.startsWith("s"))).toEqual(["predict a", "predict b"]);
  expect(posted.filter((message) => message.type === "answer").at(-2)).toMatchObject({ value: { classes: ["b"] } });
});

test("an error stops the run and tells what was reached before it", async () => {
  const { ask, posted, rest } = setUp([progress(1), error("diverged", "NaN"), progress(2)]);
  await ask(open, start, { type: "play" });
  await rest();
  expect(posted.slice(-2)).toEqual([
    { type: "reports", run: 7, reports: [progress(1)] },
    { type: "failed", run: 7, error: error("diverged", "NaN") },
  ]);
});

test("a fault of the GPU that comes late takes the result with it", async () => {
  const { ask, posted, host, rest } = setUp([progress(1), finished]);
  host.late = error("gpu", "invalid shader");
  await ask(open, start, { type: "play" });
  await rest();
  expect(reportsIn(posted)).toEqual([progress(1)]);
  expect(posted.at(-1)).toMatchObject({ type: "failed", error: { code: "gpu" } });
});

test("after a fault of the GPU nothing is answered any more", async () => {
  const { ask, posted, host } = setUp();
  await ask(open);
  host.fault = error("gpu", "lost");
  await ask({ type: "predict", text: "a" });
  expect(posted.at(-1)).toMatchObject({ type: "refused", error: { code: "gpu" } });
});

test("a run fails once", () => {
  const { pump, posted } = setUp();
  pump.fail(error("gpu", "first"));
  pump.fail(error("gpu", "second"));
  expect(posted).toMatchObject([{ type: "failed", error: { message: "first" } }]);
});

test("a new start forgets the last run's reports", async () => {
  const { ask, posted } = setUp([progress(1), progress(2)]);
  await ask(open, start, { type: "step" }, { type: "start", recipe, run: 8 }, { type: "step" });
  const runs = posted.flatMap((message) => (message.type === "reports" ? [message.run] : []));
  expect(runs).toEqual([7, 8]);
});

test("recipes come from the method that was asked for", async () => {
  const { ask, posted } = setUp();
  await ask(
    open,
    { type: "preset", name: "a" },
    { type: "for_file", name: "b" },
    { type: "check_recipe", json: "c" },
    { type: "language_preset", name: "d" },
    { type: "language_for_file", name: "e" },
    { type: "check_language_recipe", json: "f" },
  );
  expect(posted.slice(1).map((message) => ("value" in message ? message.value : null))).toEqual([
    "preset a",
    "forFile b",
    "checkRecipe c",
    "languagePreset d",
    "languageForFile e",
    "checkLanguageRecipe f",
  ]);
});

test("a language model's run is loaded, started, asked and played to its end", async () => {
  const { ask, posted, lab, rest } = setUp([progress(1), languageFinished, progress(2)]);
  await ask(
    open,
    { type: "load_corpus", recipe: languageRecipe, name: "a.txt", file: new Blob() },
    { type: "start_language", recipe: languageRecipe, run: 9 },
    { type: "inspect", text: "b" },
    { type: "play" },
  );
  await rest();
  expect(lab.calls.slice(0, 3)).toEqual(["loadCorpus a.txt", "startLanguage", "inspect b"]);
  expect(reportsIn(posted)).toEqual([progress(1), languageFinished]);
  expect(posted.flatMap((message) => (message.type === "reports" ? [message.run] : []))).toEqual([9]);
});

test("a late fault of the GPU takes a language model's result too", async () => {
  const { ask, posted, host, rest } = setUp([languageFinished]);
  host.late = error("gpu", "invalid shader");
  await ask(open, { type: "start_language", recipe: languageRecipe, run: 9 }, { type: "play" });
  await rest();
  expect(reportsIn(posted)).toEqual([]);
  expect(posted.at(-1)).toMatchObject({ type: "failed", error: { code: "gpu" } });
});
