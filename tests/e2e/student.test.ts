// The student leaves the page as one zip, and is the same student on the command line.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Metrics, RunReport } from "../../web/engine/generated/spec";
import { inFolder, stillroom } from "./harness/cli";
import { softmax } from "./harness/numbers";
import { smallRecipe } from "./harness/recipes";
import { CLASSES, csv, toyRows } from "./harness/rows";
import "./harness/one-file";
import { Bench, type Tab } from "./harness/tab";

/** Two hosts' 32-bit floats. */
const PROBABILITY = 1e-4;

const ROWS = toyRows(240);
const TEXTS = ["rope and anchor at the quay", "knife salt dough", "saw!!", "Überraschung 你好 🚢", "a"];

let bench: Bench;
let tab: Tab;
let report: RunReport;

interface Line {
  text: string;
  label: string;
  probabilities: Record<string, number>;
}

beforeAll(async () => {
  bench = await Bench.open();
  tab = await bench.tab();
  await tab.useFile({ name: "rows.csv", content: csv(ROWS) });
  await tab.useRecipe(smallRecipe("rows.csv"));
  report = await tab.run();
});

afterAll(() => bench?.close());

function linesOf(printed: string): Line[] {
  return printed
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** What the page's own box says of a text: bars, and the numbers behind them. */
async function ask(text: string): Promise<number[]> {
  const said = await tab.count("predictions");
  await tab.get("tryit-input").fill(text);
  await tab.more("predictions", said);
  const logits = (await tab.notes("predictions")).at(-1)?.student ?? [];
  const shares = softmax(logits);
  for (const [at, name] of CLASSES.entries()) {
    const bar = tab.get("tryit-bars").locator(`li[data-class="${name}"] .bar.student`);
    expect(await bar.getAttribute("title")).toContain(((shares[at] ?? 0) * 100).toFixed(1));
  }
  return shares;
}

it("the zip predicts natively what the page predicts", async () => {
  await inFolder(async (folder) => {
    const zip = join(folder, "student.zip");
    writeFileSync(zip, await tab.download("download-student"));
    const lines = linesOf(stillroom(["predict", zip], `${TEXTS.join("\n")}\n`));
    let worst = 0;
    for (const [at, text] of TEXTS.entries()) {
      const shares = await ask(text);
      const native = CLASSES.map((name) => lines[at]?.probabilities[name] ?? Number.NaN);
      worst = Math.max(worst, ...shares.map((share, i) => Math.abs(share - (native[i] ?? Number.NaN))));
      expect(lines[at]?.text).toBe(text);
    }
    console.info(`probabilities apart by at most ${worst.toExponential(1)}`);
    expect(worst).toBeLessThan(PROBABILITY);
  });
});

it("the zip's metrics are the report's, but for the rows that were not for testing", async () => {
  await inFolder(async (folder) => {
    const [zip, rows] = [join(folder, "student.zip"), join(folder, "rows.csv")];
    writeFileSync(zip, await tab.download("download-student"));
    writeFileSync(rows, csv(ROWS));
    const all: Metrics = JSON.parse(stillroom(["eval", zip, "--data", rows]));
    const { train, validation } = report.data.split;
    const rest = all.confusion.map((row, label) =>
      row.map((n, said) => n - (report.student.test.confusion[label]?.[said] ?? 0)),
    );
    expect(all.rows).toBe(ROWS.length);
    expect(rest.flat().every((n) => n >= 0)).toBe(true);
    expect(rest.map((row) => row.reduce((sum, n) => sum + n, 0))).toEqual(
      CLASSES.map(() => (train + validation) / CLASSES.length),
    );
    const said = linesOf(stillroom(["predict", zip], `${ROWS.map((row) => row.text).join("\n")}\n`));
    const hits = said.filter((line, at) => line.label === ROWS[at]?.label).length;
    expect(all.accuracy).toBeCloseTo(hits / ROWS.length, 12);
  });
});

it("leaves in other formats, each as large as it was offered", async () => {
  await tab.get("open-exports").click();
  await tab.get("download-format").waitFor();
  const rows = tab.get("exports").locator(".format");
  const formats = await rows.evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset.format ?? ""));
  expect(formats).toEqual(["zip", "html", "onnx", "onnx_int8"]);
  await inFolder(async (folder) => {
    for (const format of formats) {
      await rows.and(tab.page.locator(`[data-format=${format}]`)).click();
      writeFileSync(join(folder, `student.${format}`), await tab.download("download-format"));
    }
    const native = join(folder, "native.onnx");
    stillroom(["export", join(folder, "student.zip"), "--format", "onnx", "--out", native]);
    expect(readFileSync(native).equals(readFileSync(join(folder, "student.onnx")))).toBe(true);
    expect(await asPage(join(folder, "student.html"))).toBeLessThan(PROBABILITY);
  });
  expect(await tab.get("exports").count()).toBe(0);
});

/** Largest difference of the student's probabilities between its one-file page and this page. */
async function asPage(file: string): Promise<number> {
  const context = await bench.browser.newContext({ offline: true });
  const page = await context.newPage();
  await page.goto(`file://${file}`);
  await tab.page.keyboard.press("Escape");
  let worst = 0;
  for (const text of TEXTS) {
    const predicted = await page.evaluate((asked) => window.stillroom.predict(asked), text);
    const shares = await ask(text);
    for (const { label, probability } of predicted) {
      worst = Math.max(worst, Math.abs(probability - (shares[CLASSES.indexOf(label)] ?? Number.NaN)));
    }
  }
  await context.close();
  return worst;
}

it("the temperature slider softens the bars and leaves their order", async () => {
  await ask("oven dough rope");
  const widths = () =>
    tab
      .get("tryit-bars")
      .locator(".bar.student i")
      .evaluateAll((bars) => bars.map((bar) => Number((bar as HTMLElement).style.getPropertyValue("--share"))));
  const hard = await widths();
  await tab.get("temperature").fill("8");
  const soft = await widths();
  await tab.get("temperature").fill("1");
  expect(Math.max(...soft)).toBeLessThan(Math.max(...hard));
  expect(Math.min(...soft)).toBeGreaterThan(Math.min(...hard));
  expect(soft.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
});
