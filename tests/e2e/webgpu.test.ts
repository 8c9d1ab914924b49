// WebGPU is right: its losses follow the CPU lane's, with the browser's `subgroups` and without.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Recipe, RunReport } from "../../web/engine/generated/spec";
import { FEATURES, WITHOUT_SUBGROUPS } from "./harness/gpu";
import { farthest, stepsOf } from "./harness/numbers";
import { ROOT } from "./harness/paths";
import { Bench, type Tab } from "./harness/tab";

/** Of the loss: rounding that 50 steps may add up. */
const TOLERANCE = 2e-3;

/** Twice a transformer's and a bag's 50 steps, without dropout: masks are drawn by each lane in its own way. */
const RECIPE: Recipe = JSON.parse(readFileSync(join(ROOT, "tests/backends/parity.recipe.json"), "utf8"));
const STEPS = 50;

let bench: Bench;
let expected: Outcome;

interface Outcome {
  losses: Record<string, number[]>;
  report: RunReport;
  gpu: string[];
}

beforeAll(async () => {
  bench = await Bench.open();
  expected = await outcome("cpu", "");
});

afterAll(() => bench?.close());

async function outcome(lane: "cpu" | "webgpu", prologue: string): Promise<Outcome> {
  const tab = await bench.tab({ prologues: { "stillroom-webgpu": prologue } });
  try {
    await tab.useRecipe(RECIPE);
    await tab.useLane(lane);
    const report = await tab.run(540_000);
    expect(await tab.get("lane").getAttribute("data-lane")).toBe(lane);
    expect(tab.complaints).toEqual([]);
    return { report, losses: await lossesOf(tab), gpu: await tab.notes("gpu") };
  } finally {
    await tab.close();
  }
}

async function lossesOf(tab: Tab): Promise<Record<string, number[]>> {
  const steps = stepsOf(await tab.notes("reports"));
  const of = (phase: string) => steps.filter((step) => step.phase === phase).map((step) => step.loss);
  return { teacher: of("teacher"), student: of("student"), control: of("control") };
}

function compare(found: Outcome): void {
  for (const [phase, losses] of Object.entries(expected.losses)) {
    const apart = farthest(losses, found.losses[phase] ?? []);
    console.info(`${phase}: ${losses.length} losses, apart by at most ${apart.toExponential(1)}`);
    expect(losses.length).toBeGreaterThanOrEqual(STEPS);
    expect(found.losses[phase]).toHaveLength(losses.length);
    expect(apart, phase).toBeLessThan(TOLERANCE);
  }
  expect(found.report.data.fingerprint).toBe(expected.report.data.fingerprint);
  expect(found.report.environment.lane).toBe("webgpu");
  expect(found.report.environment.device).toMatch(/\w/);
}

describe("the WebGPU lane", () => {
  it("follows the CPU lane for 50 steps of each model", async () => {
    const found = await outcome("webgpu", FEATURES);
    expect(found.gpu).toEqual(["with subgroups"]);
    compare(found);
  });

  it("follows it without subgroups, too", async () => {
    const found = await outcome("webgpu", WITHOUT_SUBGROUPS);
    expect(found.gpu).toEqual(["without subgroups"]);
    compare(found);
  });

  it("trains the default preset", async () => {
    const tab = await bench.tab({ query: "lane=webgpu" });
    try {
      const pressed = Date.now();
      await tab.press("play");
      await tab.trained(1, 280_000);
      console.info(`the first step was taken ${((Date.now() - pressed) / 1000).toFixed(1)} s after the button`);
      await tab.trained(5, 280_000);
      const losses = stepsOf(await tab.notes("reports")).map((step) => step.loss);
      for (const loss of losses) expect(Math.abs(loss - Math.log(20))).toBeLessThan(0.5);
      expect(await tab.get("lane").getAttribute("data-lane")).toBe("webgpu");
      expect(await tab.text("lane")).toMatch(/swiftshader/i);
      expect(await tab.get("error").count()).toBe(0);
    } finally {
      await tab.close();
    }
  });
});
