// The objectives on both lanes against values and gradients that others computed.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PROBE, ROOT } from "./harness/paths";
import { Bench } from "./harness/tab";

/** 32-bit floats and another order of sums. */
const TOLERANCE = 1e-5;

const GOLDEN = readFileSync(join(ROOT, "tests/conformance/objectives.json"), "utf8");

/** Those of the fixture's cases that Stillroom has an objective for. */
const CASES = [
  ...["dkd_1_8_t4", "forward_kl_t1", "forward_kl_t2", "hard", "jsd_0.0", "jsd_0.1", "jsd_0.5", "jsd_0.9", "jsd_1.0"],
  ...["logit_mse", "reverse_kl_t1", "reverse_kl_t3"],
];

let bench: Bench;

beforeAll(async () => {
  bench = await Bench.open({}, { "/probe/": PROBE });
});

afterAll(() => bench?.close());

it.each(["cpu", "webgpu"] as const)("agree with the golden values on the %s lane", async (lane) => {
  const context = await bench.context();
  try {
    const page = await context.newPage();
    await page.goto(`${bench.server.origin}/probe/`);
    await page.waitForFunction(() => "checkObjectives" in window);
    const rows = await page.evaluate(([name, golden]) => window.checkObjectives(name, golden), [lane, GOLDEN] as const);
    const worst = Math.max(...rows.flatMap((row) => [row.loss_error, row.gradient_error]));
    console.info(`${lane}: ${rows.length} cases, apart by at most ${worst.toExponential(1)}`);
    expect(rows.map((row) => row.name).sort()).toEqual(CASES);
    for (const row of rows) {
      expect(row.loss_error, row.name).toBeLessThanOrEqual(TOLERANCE);
      expect(row.gradient_error, row.name).toBeLessThanOrEqual(TOLERANCE);
    }
  } finally {
    await context.close();
  }
});
