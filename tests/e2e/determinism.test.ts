// Same seed, same lane: same numbers. Same seed, another host: the same rows and nearly the same numbers.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Recipe, RunReport, StepReport } from "../../web/engine/generated/spec";
import { inFolder, stillroom } from "./harness/cli";
import { computed, farthest, metricsOf, stepsOf } from "./harness/numbers";
import { smallRecipe } from "./harness/recipes";
import { csv, toyRows } from "./harness/rows";
import { Bench } from "./harness/tab";

/**
 * What wasm and native code may differ by. Both sum 32-bit floats, in another order, and `exp` and `tanh` differ in
 * the last digit: losses part by some 1e-5 of their value. One test row in 72 may then fall to the other side.
 */
const TOLERANCE = { loss: 1e-3, accuracy: 1 / 72 + 1e-9, nll: 1e-3 };

const FILE = { name: "rows.csv", content: csv(toyRows(240)) };

let bench: Bench;

beforeAll(async () => {
  bench = await Bench.open();
});

afterAll(() => bench?.close());

async function runOnce(recipe: Recipe, file = FILE) {
  const tab = await bench.tab();
  try {
    await tab.useFile(file);
    await tab.useRecipe(recipe);
    const report = await tab.run();
    return { report, steps: stepsOf(await tab.notes("reports")).map(computed) };
  } finally {
    await tab.close();
  }
}

it("a run repeats itself to the last digit, and another seed does not", async () => {
  const [once, twice] = [await runOnce(smallRecipe("rows.csv")), await runOnce(smallRecipe("rows.csv"))];
  expect(once.steps.length).toBeGreaterThan(100);
  expect(twice.steps).toEqual(once.steps);
  expect(metricsOf(twice.report)).toEqual(metricsOf(once.report));
  const other = await runOnce(smallRecipe("rows.csv", (draft) => (draft.seed = 4)));
  expect(other.report.data.fingerprint).not.toBe(once.report.data.fingerprint);
  expect(other.steps[0]?.loss).not.toBe(once.steps[0]?.loss);
});

it("the command line makes the same split and the same metrics of the page's recipe", async () => {
  await inFolder(async (folder) => {
    const page = await runOnce(smallRecipe("rows.csv"));
    const native = distil(folder, page.report.recipe, FILE.content);
    const losses = logOf(folder).map((step) => step.loss);
    const apart = farthest(
      page.steps.map((step) => step.loss),
      losses,
    );
    console.info(`losses apart by ${apart.toExponential(1)} relative`, distances(page.report, native));
    expect(native.data.fingerprint).toBe(page.report.data.fingerprint);
    expect(native.data.cleaning).toEqual(page.report.data.cleaning);
    expect(losses).toHaveLength(page.steps.length);
    expect(apart).toBeLessThan(TOLERANCE.loss);
    for (const { accuracy, nll } of distances(page.report, native)) {
      expect(accuracy).toBeLessThanOrEqual(TOLERANCE.accuracy);
      expect(nll).toBeLessThanOrEqual(TOLERANCE.nll);
    }
  });
});

it("the command line splits the default preset as the page does", async () => {
  await inFolder(async (folder) => {
    const tab = await bench.tab();
    try {
      const recipe: Recipe = JSON.parse((await tab.download("download-recipe")).toString());
      expect(recipe).toEqual(JSON.parse(stillroom(["recipe", "languages"])));
      const [found] = await tab.notes("data");
      const small = smallRecipe("", (draft) => Object.assign(draft, { data: recipe.data, seed: recipe.seed }));
      small.teacher = { kind: "train", model: small.student.model, train: { ...small.student.train, epochs: 1 } };
      small.student.train.epochs = 1;
      expect(distil(folder, small, "").data.fingerprint).toBe(found?.fingerprint);
    } finally {
      await tab.close();
    }
  });
});

/** Runs a recipe natively, on rows beside it. */
function distil(folder: string, recipe: Recipe, rows: string): RunReport {
  const [path, out] = [join(folder, "recipe.json"), join(folder, "out")];
  writeFileSync(join(folder, "rows.csv"), rows);
  writeFileSync(path, JSON.stringify(recipe));
  stillroom(["distill", path, "--out", out]);
  return JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
}

function logOf(folder: string): StepReport[] {
  const lines = readFileSync(join(folder, "out/log.jsonl"), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}

function distances(a: RunReport, b: RunReport) {
  return (["teacher", "student", "control"] as const).map((role) => ({
    role,
    accuracy: Math.abs((a[role]?.test.accuracy ?? 0) - (b[role]?.test.accuracy ?? 1)),
    nll: Math.abs((a[role]?.test.nll ?? 0) - (b[role]?.test.nll ?? 1)),
  }));
}
