// Language models on WebGPU: whatever its kernels, the same losses as on the CPU lane.

import { afterAll, beforeAll, expect, it } from "vitest";
import type { LanguageRecipe, Phase } from "../../web/engine/generated/spec";
import { brief, decoder, FORWARD_KL, LanguageTab, TEXT, term, tinyRecipe } from "./harness/language";
import { farthest, stepsOf } from "./harness/numbers";
import { Bench } from "./harness/tab";

/** Of a loss: as `tests/backends` has it. */
const TOLERANCE = 2e-3;
/** Of each model: a software GPU takes seconds for one. */
const STEPS = 2;
const PHASES: Phase[] = ["teacher", "control", "student"];

let bench: Bench;

beforeAll(async () => {
  bench = await Bench.open();
});

afterAll(() => bench?.close());

/** Grouped queries, learned positions beside rotary ones, a projection, attention weights: what has kernels of its own. */
function recipe(): LanguageRecipe {
  return tinyRecipe((draft) => {
    draft.seed = 12;
    draft.evaluation.sample.tokens = 1;
    draft.teachers = [
      {
        kind: "train",
        model: decoder({ key_value_heads: 1, width: 24, head_width: 12 }),
        tokenizer: null,
        train: brief(),
        weight: 1,
      },
    ];
    draft.student.model = decoder({ norm: { kind: "layer_norm", epsilon: 1e-5 }, positions: { kind: "learned" } });
    draft.student.objectives = [
      term(FORWARD_KL),
      term({ kind: "hard" }, 0.5),
      term({ kind: "hidden_mse", layers: null }, 0.1),
      term({ kind: "attention", layers: null }, 0.1),
    ];
  });
}

async function losses(lane: "cpu" | "webgpu"): Promise<Record<string, number[]>> {
  const tab = await bench.tab({ query: `lane=${lane}&task=lm` });
  try {
    const language = new LanguageTab(tab);
    await language.useText({ ...TEXT, content: String(TEXT.content).slice(0, 2_600) });
    const steps = stepsOf(await language.begin(recipe(), STEPS, 400_000));
    expect(await tab.get("lane").getAttribute("data-lane")).toBe(lane);
    expect(tab.complaints).toEqual([]);
    const of = (phase: Phase) => steps.filter((step) => step.phase === phase).slice(0, STEPS);
    return Object.fromEntries(PHASES.map((phase) => [phase, of(phase).map((step) => step.loss)]));
  } finally {
    await tab.close();
  }
}

it("teacher, control and student follow the CPU lane", async () => {
  const [cpu, webgpu] = [await losses("cpu"), await losses("webgpu")];
  for (const phase of PHASES) {
    const [expected, found] = [cpu[phase] ?? [], webgpu[phase] ?? []];
    const apart = farthest(expected, found);
    console.info(`${phase}: ${found.length} losses, apart by at most ${apart.toExponential(1)}`);
    expect([found.length, expected.length]).toEqual([STEPS, STEPS]);
    expect(apart, phase).toBeLessThan(TOLERANCE);
  }
});
