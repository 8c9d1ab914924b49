// Language models on the page: every objective, on-policy text, the cache, several teachers, and what leaves the page.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LanguageRecipe, LanguageTerm, Objective } from "../../web/engine/generated/spec";
import { LANGUAGE_OBJECTIVES, objectiveOf } from "../../web/state/objectives";
import { brief, decoder, FORWARD_KL, type LanguageRun, LanguageTab, TEXT, term, tinyRecipe } from "./harness/language";
import { farthest, stepsOf } from "./harness/numbers";
import { smallRecipe } from "./harness/recipes";
import { toyRows } from "./harness/rows";
import { Bench, type Tab } from "./harness/tab";

/** Kept outputs are 16-bit floats. */
const CACHE = 1e-3;

let bench: Bench;
let tab: Tab;
let language: LanguageTab;
/** Requests until the page said that it is ready. */
let requests: number;

beforeAll(async () => {
  bench = await Bench.open();
  tab = await bench.tab({ query: "lane=cpu&task=lm" });
  language = new LanguageTab(tab);
  requests = bench.server.seen.length;
  await language.useText(TEXT);
});

afterAll(() => bench?.close());

const studentSteps = ({ reports }: LanguageRun) => stepsOf(reports).filter((step) => step.phase === "student");

/** A report whose every number is one. */
function expectWhole({ report, reports }: LanguageRun): void {
  for (const model of [...report.teachers, report.student, report.control]) {
    expect(model.test.bits_per_byte).toBeGreaterThan(0);
    // An even guess over all bytes costs 8 bits; a model that learnt no logits is a little worse.
    expect(model.test.bits_per_byte).toBeLessThan(12);
    expect(model.speed?.decode_tokens_per_second).toBeGreaterThan(0);
  }
  expect(stepsOf(reports).every((step) => Number.isFinite(step.loss))).toBe(true);
  const [low, high] = report.verdict.interval;
  expect(low).toBeLessThanOrEqual(report.verdict.difference);
  expect(high).toBeGreaterThanOrEqual(report.verdict.difference);
}

describe("a run of the preset's objectives", () => {
  let whole: LanguageRun;

  beforeAll(async () => {
    whole = await language.run(tinyRecipe((draft) => draft.student.objectives.push(term({ kind: "hard" }, 0.5))));
  });

  it("trains teacher, control and student, and lets each of them write", () => {
    expectWhole(whole);
    const phases = whole.reports.flatMap((report) => (report.type === "phase" ? [report.phase] : []));
    expect(phases).toEqual(["teacher", "control", "student"]);
    const writers = whole.reports.flatMap((report) => (report.type === "sample" ? [report.phase] : []));
    expect(writers).toEqual(["teacher", "control", "student"]);
    expect(whole.reports.filter((report) => report.type === "language_card")).toHaveLength(1);
  });

  it("reports bits per byte after each epoch", () => {
    const judged = stepsOf(whole.reports).flatMap((step) => step.validation ?? []);
    expect(judged).toHaveLength(3);
    for (const { bits_per_byte } of judged) expect(bits_per_byte).toBeGreaterThan(0);
  });

  it("shows verdict, samples and figures", async () => {
    expect(await tab.get("verdict-kind").getAttribute("data-kind")).toBe(whole.report.verdict.kind);
    expect(await tab.get("report-card").count()).toBe(1);
    for (const role of ["teacher", "student", "control"]) {
      expect(await tab.get(`samples-${role}`).locator("li").count()).toBeGreaterThan(0);
    }
    const bits = await tab.get("metrics").locator("tr[data-metric=bits] td").allTextContents();
    expect(bits).toEqual(
      [whole.report.teachers[0], whole.report.student, whole.report.control].map((model) =>
        model?.test.bits_per_byte.toFixed(3),
      ),
    );
  });

  it("colours a text of the user's by how far student and teacher are apart", async () => {
    await tab.get("token-input").fill("oven salt ");
    await expect.poll(() => tab.get("tokens").getByRole("option").count()).toBe(10);
    expect(Number((await tab.text("token-kl")).replace("–", "NaN"))).toBeGreaterThanOrEqual(0);
    await tab.get("tokens").getByRole("option", { selected: true }).focus();
    await tab.page.keyboard.press("Home");
    await tab.page.keyboard.press("ArrowRight");
    const chosen = tab.get("tokens").getByRole("option", { selected: true });
    expect(await chosen.getAttribute("data-at")).toBe("1");
    expect(await tab.get("candidates").locator(".bars li").count()).toBe(8);
  });

  it("gives the student as a zip in Hugging Face's layout", async () => {
    const names = namesIn(await tab.download("download-student"));
    const settings = ["config.json", "generation_config.json", "tokenizer_config.json"];
    const rest = ["README.md", "model.safetensors", "recipe.json", "tokenizer.json"];
    expect(names.sort()).toEqual([...settings, ...rest].sort());
  });

  it("gives the recipe that it ran", async () => {
    expect(JSON.parse((await tab.download("download-recipe")).toString())).toEqual(whole.report.recipe);
  });
});

/** What each objective needs beside itself. */
function equip({ student }: LanguageRecipe, objective: Objective): void {
  student.objectives = [term(objective)];
  if (objective.kind === "relation") objective.heads = 2;
  if (objective.kind === "sequence_level") student.on_policy = policy("teacher");
}

function policy(author: "student" | "teacher") {
  return { author, fraction: 1, prompt_tokens: 4, new_tokens: 8, temperature: 1 };
}

describe("every objective", () => {
  it.each(LANGUAGE_OBJECTIVES)("%s distils", async (kind) => {
    const one = await language.run(tinyRecipe((draft) => equip(draft, objectiveOf(kind, 1))));
    expectWhole(one);
    const steps = studentSteps(one);
    expect(steps.length).toBeGreaterThan(2);
    expect(steps.map((step) => step.parts.map((part) => part.name))).toEqual(steps.map(() => [kind]));
    // What is distilled moves the weights.
    expect(Math.max(...steps.map((step) => step.grad_norm))).toBeGreaterThan(0);
  });
});

it("weights and temperatures follow their courses", async () => {
  const moving: LanguageTerm = {
    weight: { kind: "linear", from: 1, to: 0.25 },
    temperature: { kind: "cosine", from: 4, to: 1 },
    objective: FORWARD_KL,
  };
  const one = await language.run(
    tinyRecipe((draft) => (draft.student.objectives = [moving, term({ kind: "hard" }, 0.5)])),
  );
  const weights = studentSteps(one).map((step) => step.parts[0]?.weight ?? Number.NaN);
  expect(weights[0]).toBeCloseTo(1, 6);
  expect(weights.at(-1)).toBeCloseTo(0.25, 6);
  expect([...weights].sort((a, b) => b - a)).toEqual(weights);
});

it.each(["student", "teacher"] as const)("on-policy batches are written by the %s", async (author) => {
  const one = await language.run(tinyRecipe((draft) => (draft.student.on_policy = policy(author))));
  expectWhole(one);
  expect(one.report.on_policy?.batches).toBe(studentSteps(one).length);
  expect(one.report.on_policy?.tokens).toBeGreaterThan(0);
  expect(await tab.get("policy-cost").count()).toBe(1);
});

describe("the teacher's cache", () => {
  const SEED = 7_000;

  it("of the whole vocabulary changes no loss", async () => {
    const losses = async (cache: LanguageRecipe["student"]["cache"]) => {
      // Another seed between the two, so that the text is read again.
      await language.put(tinyRecipe());
      // A teacher that knows something: of losses near 0 nothing can be told.
      const one = await language.run(
        tinyRecipe((draft) => {
          draft.seed = SEED;
          draft.student.cache = cache;
          for (const teacher of draft.teachers) if (teacher.kind === "train") teacher.train.epochs = 8;
        }),
      );
      expect(studentSteps(one)[0]?.loss).toBeGreaterThan(0.1);
      return { steps: studentSteps(one).map((step) => step.loss), report: one.report };
    };
    const anew = await losses(null);
    const kept = await losses({ top_k: 65_536 });
    expect([anew.report.cache, kept.report.cache?.top_k]).toEqual([null, kept.report.vocabulary]);
    expect(kept.steps).toHaveLength(anew.steps.length);
    const apart = farthest(anew.steps, kept.steps);
    console.info(`losses apart by at most ${apart.toExponential(1)}`);
    expect(apart).toBeLessThan(CACHE);
  });

  it("chooses its size by itself", async () => {
    const one = await language.run(tinyRecipe((draft) => (draft.student.cache = { top_k: null })));
    expect(one.report.cache?.bytes).toBeGreaterThan(0);
    expect(one.report.cache?.place).toEqual({ kind: "files" });
    expect(one.report.cache?.curve.map((point) => point.top_k)).toContain(one.report.cache?.top_k);
    expect(await tab.get("cache-cost").count()).toBe(1);
  });

  it("is given up where the browser has no room for it, and the page says so", async () => {
    const devtools = await tab.page.context().newCDPSession(tab.page);
    const { origin } = new URL(tab.page.url());
    await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1_000 });
    const one = await language.run(tinyRecipe((draft) => (draft.student.cache = { top_k: 8 })));
    await devtools.send("Storage.overrideQuotaForOrigin", { origin });
    expect(one.report.cache?.place.kind).toBe("nowhere");
    expect(await tab.page.locator("[data-warning=no_room]").textContent()).toMatch(/no room for the teacher’s outputs/);
    expectWhole(one);
  });
});

it("two teachers are averaged, and stand side by side", async () => {
  const second = { kind: "train" as const, model: decoder({ layers: 2 }), tokenizer: null, train: brief(), weight: 2 };
  const one = await language.run(tinyRecipe((draft) => void draft.teachers.push(second)));
  expectWhole(one);
  expect(one.report.teachers).toHaveLength(2);
  expect(one.report.student.test.kl_to_teacher).toBeGreaterThan(0);
  expect(await tab.get("metrics").locator("thead th").count()).toBe(4);
});

it("a teacher of another tokenizer teaches by universal logit distillation", async () => {
  const one = await language.run(
    tinyRecipe((draft) => {
      draft.teachers = [
        {
          kind: "train",
          model: decoder(),
          tokenizer: { kind: "characters", vocabulary: 64 },
          train: brief(),
          weight: 1,
        },
      ];
      draft.student.objectives = [term({ kind: "uld", temperature: 1 }), term({ kind: "hard" }, 0.5)];
    }),
  );
  expectWhole(one);
  expect(one.report.student.test.agreement).toBeNull();
});

describe("texts", () => {
  it.each([
    { name: "rows.jsonl", content: jsonLines((text) => ({ text })), kind: "rows" },
    { name: "pairs.jsonl", content: jsonLines((text, label) => ({ prompt: label, response: text })), kind: "pairs" },
    { name: "tale.txt", content: TEXT.content, kind: "text" },
  ])("$name is read as $kind", async ({ name, content, kind }) => {
    const found = await language.useText({ name, content });
    expect([found.name, found.format.kind]).toEqual([name, kind]);
    expect(await tab.text("excerpt")).not.toBe("");
  });

  it("may be made up", async () => {
    const found = await language.read(async () => void (await tab.get("preset-select").selectOption("arithmetic")));
    expect([found.bytes, found.encoding]).toEqual([null, null]);
    expect(found.sample).toMatch(/^\d+\+\d+=\d+/);
  });
});

it("a recipe says which task it is for, and neither loses its settings", async () => {
  await language.put(smallRecipe("rows.csv", (draft) => (draft.data.source = { kind: "preset", name: "spam" })));
  expect(new URL(tab.page.url()).searchParams.get("task")).toBeNull();
  expect(await tab.get("teacher-kind").count()).toBe(1);
  await tab.get("task-language_model").check();
  expect(new URL(tab.page.url()).searchParams.get("task")).toBe("lm");
  expect(await tab.get("preset-select").inputValue()).toBe("arithmetic");
  await tab.get("task-classifier").check();
  expect(await tab.get("preset-select").inputValue()).toBe("spam");
});

it("nothing was asked for since the page was ready, and nothing complained", () => {
  expect(bench.server.seen.slice(requests)).toEqual([]);
  expect(tab.complaints).toEqual([]);
});

function jsonLines(row: (text: string, label: string) => object): string {
  return toyRows(110)
    .map(({ text, label }) => `${JSON.stringify(row(text, label))}\n`)
    .join("");
}

/** Names in a zip's central directory. */
function namesIn(zip: Buffer): string[] {
  const names: string[] = [];
  for (let at = zip.indexOf("PK\x01\x02"); at >= 0; at = zip.indexOf("PK\x01\x02", at + 1)) {
    names.push(zip.toString("utf8", at + 46, at + 46 + zip.readUInt16LE(at + 28)));
  }
  return names;
}
