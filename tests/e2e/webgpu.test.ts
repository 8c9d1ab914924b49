// WebGPU is right: its losses follow the CPU lane's, with the browser's `subgroups` and without.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Recipe } from "../../web/engine/generated/spec";
import { FEATURES, WITHOUT_SUBGROUPS } from "./harness/gpu";
import { farthest, stepsOf } from "./harness/numbers";
import { ROOT } from "./harness/paths";
import { Bench, type Tab } from "./harness/tab";

/** Of the loss: rounding that 50 steps may add up. */
const TOLERANCE = 2e-3;

/** Without dropout: masks are drawn by each lane in its own way. */
const PARITY: Recipe = JSON.parse(readFileSync(join(ROOT, "tests/backends/parity.recipe.json"), "utf8"));

/** Steps that are compared. SwiftShader takes seconds for one; the bags' are enough to meet every objective. */
const STEPS = { teacher: 50, control: 3, student: 10 };
type Phase = keyof typeof STEPS;
const PHASES = Object.keys(STEPS) as Phase[];

let bench: Bench;
let expected: Outcome;

interface Outcome {
  losses: Record<Phase, number[]>;
  fingerprint: string | undefined;
  gpu: string[];
}

beforeAll(async () => {
  bench = await Bench.open();
  expected = await outcome("cpu", "");
});

afterAll(() => bench?.close());

/** The parity recipe with half the teacher, which halves what SwiftShader needs. */
function recipe(): Recipe {
  const draft = structuredClone(PARITY);
  if (draft.teacher.kind === "train" && draft.teacher.model.kind === "encoder") draft.teacher.model.layers = 1;
  return draft;
}

/** The first losses of each model. */
async function outcome(lane: "cpu" | "webgpu", prologue: string): Promise<Outcome> {
  const tab = await bench.tab({ prologues: { "stillroom-webgpu": prologue } });
  try {
    await tab.useRecipe(recipe());
    await tab.useLane(lane);
    await tab.press("play");
    for (const phase of PHASES) {
      await reach(tab, phase);
      // The CPU is through with the control before a button can be pressed.
      if (lane === "webgpu" && phase === "control") await tab.press("skip");
    }
    expect(await tab.get("lane").getAttribute("data-lane")).toBe(lane);
    expect(await tab.get("error").count()).toBe(0);
    expect(tab.complaints).toEqual([]);
    const fingerprint = (await tab.notes("data")).at(-1)?.fingerprint;
    return { losses: await lossesOf(tab), fingerprint, gpu: await tab.notes("gpu") };
  } finally {
    await tab.close();
  }
}

/** Waits for the steps of a phase that are compared. */
async function reach(tab: Tab, phase: Phase): Promise<void> {
  const reached = ([name, count]: readonly [Phase, number]) =>
    window.spy.reports.filter((report) => report.type === "step" && report.phase === name).length >= count;
  await tab.page.waitForFunction(reached, [phase, STEPS[phase]] as const, { timeout: 400_000 });
}

async function lossesOf(tab: Tab): Promise<Outcome["losses"]> {
  const steps = stepsOf(await tab.notes("reports"));
  const of = (phase: Phase) =>
    steps
      .filter((step) => step.phase === phase)
      .slice(0, STEPS[phase])
      .map((step) => step.loss);
  return { teacher: of("teacher"), control: of("control"), student: of("student") };
}

function compare(found: Outcome): void {
  for (const phase of PHASES) {
    const apart = farthest(expected.losses[phase], found.losses[phase]);
    console.info(`${phase}: ${found.losses[phase].length} losses, apart by at most ${apart.toExponential(1)}`);
    expect(found.losses[phase]).toHaveLength(STEPS[phase]);
    expect(expected.losses[phase]).toHaveLength(STEPS[phase]);
    expect(apart, phase).toBeLessThan(TOLERANCE);
  }
  expect(found.fingerprint).toBe(expected.fingerprint);
}

describe("the WebGPU lane", () => {
  it("follows the CPU lane for 50 steps of a transformer and for a student's", async () => {
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
