// Objectives and models on both lanes against values that others computed.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CheckRow, GoldenRow } from "../../web/engine/generated/spec";
import { PROBE, ROOT } from "./harness/paths";
import { Bench } from "./harness/tab";
import type { Asked, Files, Row } from "./probe/probe";

/** 32-bit floats and another order of sums. */
const TOLERANCE = 1e-5;

/** The fixtures and their cases; a renamed case must not drop out in silence. */
const FIXTURES = {
  "objectives.json": [
    ...["dkd_1_8_t4", "forward_kl_t1", "forward_kl_t2", "hard", "jsd_0.0", "jsd_0.1", "jsd_0.5", "jsd_0.9", "jsd_1.0"],
    ...["logit_mse", "reverse_kl_t1", "reverse_kl_t3", "skew_kl_0.1", "skew_reverse_kl_0.1", "tvd", "uld"],
  ],
  "distillation.json": [
    ...[
      "adaptive_kl_0.5_t1",
      "adaptive_kl_0.5_t2",
      "adaptive_kl_0.9_t1",
      "dist_0_1_t1",
      "dist_1_0_t1",
      "dist_2_0.5_t4",
    ],
    ...["skew_kl_0", "skew_kl_0.4_t2", "skew_reverse_kl_0", "skew_reverse_kl_0.4_t2", "tvd_t2", "uld_t2"],
  ],
};

const GOLDEN = Object.entries(FIXTURES).map(([name, cases]) => ({
  golden: readFileSync(join(ROOT, "tests/conformance", name), "utf8"),
  cases,
}));

let bench: Bench;

beforeAll(async () => {
  bench = await Bench.open({}, { "/probe/": PROBE });
});

afterAll(() => bench?.close());

const LANES = ["cpu", "webgpu"] as const;

/** Asks an artefact, in a page of its own. */
async function check<R extends Row>(lane: (typeof LANES)[number], asked: Asked): Promise<R[]> {
  const context = await bench.context();
  try {
    const page = await context.newPage();
    await page.goto(`${bench.server.origin}/probe/`);
    await page.waitForFunction(() => "check" in window);
    return (await page.evaluate(([name, what]) => window.check(name, what), [lane, asked] as const)) as R[];
  } finally {
    await context.close();
  }
}

it.each(LANES)("objectives agree with the golden values on the %s lane", async (lane) => {
  for (const { golden, cases } of GOLDEN) {
    const rows = await check<GoldenRow>(lane, { kind: "objectives", golden });
    const worst = Math.max(...rows.flatMap((row) => [row.loss_error, row.gradient_error]));
    console.info(`${lane}: ${rows.length} cases, apart by at most ${worst.toExponential(1)}`);
    expect(rows.map((row) => row.name).sort()).toEqual(cases);
    for (const row of rows) {
      expect(row.loss_error, row.name).toBeLessThanOrEqual(TOLERANCE);
      expect(row.gradient_error, row.name).toBeLessThanOrEqual(TOLERANCE);
    }
  }
});

const MODELS = [
  ...["bert", "distilbert", "roberta", "gpt2", "llama", "llama-untied", "qwen2"],
  ...["gpt2-classifier", "llama-classifier"],
];

function filesOf(model: string): Files {
  const read = (name: string) => readFileSync(join(ROOT, "tests/conformance/models", model, name)).toString("base64");
  return Object.fromEntries(["config.json", "model.safetensors", "expected.json"].map((name) => [name, read(name)]));
}

it.each(LANES)("models of others have their logits and hidden states on the %s lane", async (lane) => {
  for (const name of MODELS) {
    const rows = await check<CheckRow>(lane, { kind: "model", name, files: filesOf(name) });
    console.info(`${lane}: ${rows.map((row) => `${row.name} ${row.difference.toExponential(1)}`).join(", ")}`);
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row.difference, row.name).toBeLessThanOrEqual(row.tolerance);
  }
});
