// A GPU that fails must stop the run: wrong numbers are worse than none.

import { afterAll, beforeAll, expect, it } from "vitest";
import { t } from "../../web/i18n";
import { BREAKABLE } from "./harness/gpu";
import { smallRecipe, training } from "./harness/recipes";
import { csv, toyRows } from "./harness/rows";
import { Bench, type Tab } from "./harness/tab";

/** Bags of n-grams alone, and more epochs than anybody waits for. */
const RECIPE = smallRecipe("rows.csv", (draft) => {
  draft.student.train = training(2000, 1e-3);
  draft.teacher = { kind: "train", model: draft.student.model, train: draft.student.train };
});

let bench: Bench;

beforeAll(async () => {
  bench = await Bench.open();
});

afterAll(() => bench?.close());

/** A run on a GPU that obeys. */
async function running(): Promise<Tab> {
  const tab = await bench.tab({ prologues: { "stillroom-webgpu": BREAKABLE } });
  await tab.useFile({ name: "rows.csv", content: csv(toyRows(120)) });
  await tab.useRecipe(RECIPE);
  await tab.useLane("webgpu");
  await tab.press("play");
  await tab.trained(4);
  return tab;
}

async function order(tab: Tab, what: "shader" | "destroy"): Promise<void> {
  await tab.page.evaluate((name) => new BroadcastChannel("gpu").postMessage(name), what);
}

it.each([
  { what: "shader", says: /shader|WGSL|expected/i },
  { what: "destroy", says: /lost|could not be read/i },
] as const)("$what: the run stops at once and the page says why", async ({ what, says }) => {
  const tab = await running();
  try {
    await order(tab, what);
    await tab.status("failed");
    await tab.page.waitForTimeout(500);
    expect(await tab.get("error").count()).toBe(1);
    const error = tab.get("error");
    expect(await error.getAttribute("data-code")).toBe("gpu");
    expect(await tab.text("error")).toMatch(says);
    expect(await tab.text("error")).toMatch(/CPU lane/);
    expect(await tab.strays(1500)).toBe(0);
    expect(await tab.page.textContent("#report-json")).toBe("");
    await restart(tab);
  } finally {
    await tab.close();
  }
});

/** The message's own button starts again on the CPU. */
async function restart(tab: Tab): Promise<void> {
  const steps = await tab.page.evaluate(() => window.spy.reports.filter((report) => report.type === "step").length);
  await tab.get("use-cpu").click();
  await tab.trained(steps + 20);
  expect(await tab.get("lane").getAttribute("data-lane")).toBe("cpu");
  expect(await tab.get("error").count()).toBe(0);
}

it("a browser without WebGPU trains on the CPU and says that it has no other lane", async () => {
  const context = await bench.context();
  try {
    await context.addInitScript(() => Object.defineProperty(Navigator.prototype, "gpu", { get: () => undefined }));
    const page = await context.newPage();
    await page.goto(`${bench.server.origin}/sub/path/`);
    await page.waitForSelector("html[data-ready=true]");
    expect(await page.getByTestId("lane-why").textContent()).toBe(t("lane.why.only"));
    await page.getByTestId("play").click();
    await page.waitForSelector("[data-testid=status][data-phase=teacher]");
    expect(
      bench.server.seen.filter((url) => url.includes("/sub/path/") && url.endsWith(".wasm")).length,
    ).toBeGreaterThan(0);
  } finally {
    await context.close();
  }
});
