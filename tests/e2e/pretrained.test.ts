// A model of others as a classifier's teacher: dropped, kept over a reload, and fetched from an address.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Recipe, RunReport } from "../../web/engine/generated/spec";
import { HUB, Hub, REPOSITORY } from "./harness/hub";
import { ROOT } from "./harness/paths";
import { smallRecipe, training } from "./harness/recipes";
import { Bench, type Tab } from "./harness/tab";

const FOLDER = join(ROOT, "tests/conformance/models/bert");
const WEIGHTS = readFileSync(join(FOLDER, "model.safetensors"));
const SHA256 = createHash("sha256").update(WEIGHTS).digest("hex");
const FILES = ["config.json", "model.safetensors", "tokenizer.json"];

/** A bound for what hangs, not a measure. */
const PATIENT = { timeout: 60_000 };

const hub = new Hub(FOLDER);
let bench: Bench;

beforeAll(async () => {
  bench = await Bench.open({}, {}, hub.answer);
});

afterAll(() => bench?.close());

/** Few subject lines; the head alone is tuned. */
function spamRecipe(name: string, sha256: string | null = null): Recipe {
  return smallRecipe("spam.csv", (draft) => {
    draft.data.source = { kind: "preset", name: "spam" };
    draft.data.max_rows = 240;
    draft.teacher = {
      kind: "pretrained",
      model: { name, sha256 },
      max_tokens: 24,
      head: "mean",
      tuning: { kind: "head" },
      train: training(4, 5e-3),
    };
  });
}

/** Drops files as a folder's are that were picked one by one. */
async function dropModel(tab: Tab): Promise<void> {
  const contents = FILES.map((name) => ({ name, body: readFileSync(join(FOLDER, name)).toString("base64") }));
  const transfer = await tab.page.evaluateHandle((files) => {
    const carried = new DataTransfer();
    for (const { name, body } of files) {
      const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
      carried.items.add(new File([bytes], name));
    }
    return carried;
  }, contents);
  await tab.page.dispatchEvent("main", "drop", { dataTransfer: transfer });
}

function expectVerdict(report: RunReport): void {
  expect(["helps", "does_not_help", "inconclusive"]).toContain(report.verdict.kind);
  expect(report.recipe.teacher.kind).toBe("pretrained");
  expect(report.teacher?.test.rows).toBe(report.student.test.rows);
  expect(report.teacher?.training?.steps).toBeGreaterThan(0);
}

async function reload(tab: Tab): Promise<void> {
  await tab.page.reload();
  await tab.page.waitForSelector("html[data-ready=true]", { timeout: 120_000 });
}

describe("files", () => {
  let tab: Tab;

  beforeAll(async () => {
    tab = await bench.tab({ query: "lane=cpu&preset=spam" });
  });

  afterAll(() => tab?.close());

  it("that a recipe's teacher lacks are named, and are refused a run", async () => {
    await tab.useRecipe(spamRecipe("model"));
    expect(await tab.text("model-missing")).toContain("model");
    await tab.press("play");
    await tab.get("error").waitFor();
    expect(await tab.get("error").getAttribute("data-code")).toBe("model_wanted");
  });

  it("that are dropped teach, and the run ends in a verdict", async () => {
    await dropModel(tab);
    await tab.get("model-card").waitFor();
    expect(await tab.get("error").count()).toBe(0);
    expect(await tab.get("copy-hash").getAttribute("title")).toBe(SHA256);
    expect(await tab.text("model-card")).toMatch(/BERT encoder.*3 blocks.*48.*4 heads/);
    const requests = bench.server.seen.length;
    const report = await tab.run();
    expectVerdict(report);
    expect(report.recipe.teacher).toMatchObject({ model: { name: "model", sha256: SHA256 } });
    expect(await tab.get("report-card").count()).toBe(1);
    expect(bench.server.seen.slice(requests)).toEqual([]);
  });

  it("that are kept are there after a reload, until they are deleted", async () => {
    await tab.get("model-folder").setInputFiles(FOLDER);
    await expect.poll(() => tab.get("model-card").getAttribute("data-model"), PATIENT).toBe("bert");
    await tab.get("keep-model").click();
    await expect.poll(() => tab.get("stored-model").count(), PATIENT).toBe(1);
    await reload(tab);
    await tab.get("teacher-source").selectOption("pretrained");
    expect(await tab.get("stored-model").getAttribute("data-model")).toBe("bert");
    await tab.get("use-model").click();
    await tab.get("model-card").waitFor();
    expect(await tab.get("copy-hash").getAttribute("title")).toBe(SHA256);
    await tab.get("change-model").locator("summary").click();
    await tab.get("delete-model").click();
    await tab.get("delete-model").click();
    await expect.poll(() => tab.get("stored-model").count(), PATIENT).toBe(0);
    expect(await tab.get("model-card").count()).toBe(0);
  });

  it("of a kind that is not read are told in place", async () => {
    const config = JSON.stringify({ model_type: "t5" });
    await tab.get("model-files").setInputFiles([
      { name: "config.json", mimeType: "application/json", buffer: Buffer.from(config) },
      { name: "model.safetensors", mimeType: "application/octet-stream", buffer: WEIGHTS },
    ]);
    await tab.page.locator("sr-teacher [data-testid=error]").waitFor();
    expect(await tab.get("error").getAttribute("data-code")).toBe("model");
  });
});

describe("an address", () => {
  let tab: Tab;

  beforeAll(async () => {
    tab = await bench.tab({ query: "lane=cpu&preset=spam" });
    await tab.get("teacher-source").selectOption("pretrained");
  });

  afterAll(() => tab?.close());

  it("that breaks off keeps what came, also over a reload", async () => {
    hub.stallsAfter = 100_000;
    await tab.get("model-address").fill(REPOSITORY);
    await tab.get("model-fetch").click();
    // The file is named once something of it has come.
    await expect.poll(() => tab.get("model-work").textContent(), PATIENT).toContain("model.safetensors");
    hub.breakOff();
    await tab.get("error").waitFor();
    expect(await tab.get("error").getAttribute("data-code")).toBe("model_offline");
    await reload(tab);
    await tab.get("teacher-source").selectOption("pretrained");
    expect(await tab.get("stored-model").getAttribute("data-complete")).toBe("false");
  });

  it("is gone on with where it broke off, byte for byte", async () => {
    hub.asked.length = 0;
    await tab.get("use-model").click();
    await tab.get("model-card").waitFor();
    const from = Number(/^model\.safetensors bytes=(\d+)-$/.exec(hub.asked.at(-1) ?? "")?.[1]);
    expect(from).toBeGreaterThan(0);
    expect(from).toBeLessThanOrEqual(100_000);
    expect(await tab.get("copy-hash").getAttribute("title")).toBe(SHA256);
  });

  it("teaches, on a recipe that names the model by its hash", async () => {
    await tab.useRecipe(spamRecipe("bert", SHA256));
    await tab.get("model-card").waitFor();
    expectVerdict(await tab.run());
  });

  it("costs requests to its own host alone", () => {
    const others = bench.server.seen.filter((url) => !url.startsWith(bench.server.origin));
    expect(others.length).toBeGreaterThan(0);
    expect(others.filter((url) => !url.startsWith(`${HUB}/`))).toEqual([]);
  });
});
