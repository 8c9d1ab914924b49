// The page's promise: one button, three models, a verdict; nothing leaves the tab, and the page never stutters.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunReport } from "../../web/engine/generated/spec";
import { t } from "../../web/i18n";
import { points } from "../../web/i18n/format";
import { type Blocking, blockingOf, describe as describeBlocking, LONG_TASK_MS } from "./harness/blocking";
import { FEATURES } from "./harness/gpu";
import { saveScreens } from "./harness/screens";
import { Bench, plain, SUB_PATH, type Tab } from "./harness/tab";

let bench: Bench;
let tab: Tab;
let report: RunReport;
/** Requests until the page said that it is ready. */
let requests: number;
let blocking: Blocking;
const fetched: string[] = [];

beforeAll(async () => {
  bench = await Bench.open();
  tab = await bench.tab({ prologues: { "stillroom-webgpu": FEATURES } });
  requests = bench.server.seen.length;
  tab.page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url())) fetched.push(request.url());
  });
  blocking = await blockingOf(tab, async () => {
    report = await tab.run(540_000);
  });
});

afterAll(() => bench?.close());

describe("the default preset on the CPU lane", () => {
  it("trains a teacher that knows its languages and a student a tenth of its size", () => {
    console.info(`${report.seconds.toFixed(1)} s; teacher ${report.teacher?.test.accuracy}, student
      ${report.student.test.accuracy}, control ${report.control.test.accuracy}, ${report.verdict.kind}`);
    expect(report.environment.lane).toBe("cpu");
    expect(report.data.classes).toHaveLength(20);
    expect(report.teacher?.test.accuracy).toBeGreaterThanOrEqual(0.93);
    expect(report.student.bytes * 10).toBeLessThanOrEqual(report.teacher?.bytes ?? 0);
    expect(report.student.test.rows).toBe(report.data.split.test);
    expect(report.verdict.pairs).toBeGreaterThanOrEqual(3);
  });

  it("says in words what the report says in numbers", async () => {
    const { kind, difference, interval, pairs } = report.verdict;
    const [low, high] = interval;
    const expected = low > 0 ? "helps" : high <= 0.005 ? "does_not_help" : "inconclusive";
    expect(kind).toBe(expected);
    expect(await tab.get("verdict-kind").getAttribute("data-kind")).toBe(kind);
    expect(await tab.text("verdict-kind")).toBe(plain(t(`verdict.${kind}`)));
    const words = { difference: points(difference), low: points(low), high: points(high), pairs };
    expect(await tab.text("verdict-sentence")).toBe(plain(t(`verdict.${kind}.sentence`, words)));
    const [students, controls] = [report.student, report.control].map((model) => model.test_accuracy_by_pair);
    const mean = students?.reduce((sum, s, at) => sum + s - (controls?.[at] ?? Number.NaN), 0) ?? Number.NaN;
    expect(difference).toBeCloseTo(mean / pairs, 10);
  });

  it("shows all three models side by side", async () => {
    const accuracies = await tab.get("metrics").locator("tr[data-metric=accuracy] td").allTextContents();
    const models = [report.teacher, report.student, report.control];
    expect(accuracies).toHaveLength(3);
    for (const [at, model] of models.entries()) {
      expect(accuracies[at]).toContain(`${((model?.test.accuracy ?? 0) * 100).toFixed(1)}`);
    }
    // The teacher alone has nobody to agree with.
    expect(await tab.get("metrics").locator("tbody td").filter({ hasText: /^–$/ }).count()).toBe(1);
    expect(await tab.get("confusion").count()).toBe(1);
  });

  it("draws a curve of each model in both charts", async () => {
    const drawn = await tab.page.evaluate(curvesDrawn);
    expect(drawn).toHaveLength(2);
    for (const chart of drawn) for (const pixels of chart) expect(pixels).toBeGreaterThan(20);
  });

  it("names the lane and its processor", async () => {
    const lane = tab.get("lane");
    expect(await lane.getAttribute("data-lane")).toBe("cpu");
    expect(await tab.text("lane")).toContain(t("lane.cpu"));
    expect(await tab.text("lane")).toContain(report.environment.device);
  });

  it("never blocks the page's thread for long", () => {
    console.info(describeBlocking(blocking));
    expect(blocking.tasks).toBeGreaterThan(100);
    expect(blocking.work).toBeLessThanOrEqual(LONG_TASK_MS);
  });

  it("is what the README shows", () => saveScreens(tab));
});

describe("once loaded, the page", () => {
  it("asks for nothing while it trains", () => {
    expect(bench.server.seen.slice(requests)).toEqual([]);
    expect(fetched).toEqual([]);
  });

  it("asks for nothing whatever is done with it", async () => {
    const said = await tab.count("predictions");
    await tab.get("tryit-input").fill("Dzień dobry, jak się masz? Γειά σου 你好");
    await tab.more("predictions", said);
    for (const file of ["download-student", "download-report", "download-recipe"]) await tab.download(file);
    await tab.get("theme").click();
    await tab.get("lang").selectOption("pt-BR");
    await tab.useLane("webgpu");
    await tab.get("preset-select").selectOption("spam");
    await tab.page.waitForFunction(() => window.spy.gpu.length > 0);
    await tab.useLane("cpu");
    const reports = await tab.count("reports");
    await tab.press("play");
    await tab.more("reports", reports + 20);
    await tab.press("reset");
    expect(bench.server.seen.slice(requests)).toEqual([]);
    expect(fetched).toEqual([]);
    expect(tab.complaints).toEqual([]);
  });

  it("had asked for files of its own folder alone", () => {
    const own = `${bench.server.origin}${SUB_PATH}`;
    expect(bench.server.seen.length).toBeGreaterThan(5);
    expect(bench.server.seen.filter((url) => !url.startsWith(own))).toEqual([]);
  });
});

/** Pixels in each model's colour, by chart. Runs in the page. */
function curvesDrawn(): number[][] {
  const paint = (colour: string): number[] => {
    const pen = new OffscreenCanvas(1, 1).getContext("2d");
    if (!pen) return [];
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const style = getComputedStyle(document.documentElement);
  const colours = ["--teacher", "--student", "--control"].map((name) => paint(style.getPropertyValue(name)));
  const near = (data: Uint8ClampedArray, at: number, colour: number[]) =>
    colour.every((value, channel) => Math.abs((data[at + channel] ?? -999) - value) < 12);
  return [...document.querySelectorAll<HTMLCanvasElement>("sr-chart canvas")].map((canvas) => {
    const data =
      canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
    return colours.map((colour) => {
      let pixels = 0;
      for (let at = 0; at < data.length; at += 4) if (near(data, at, colour)) pixels++;
      return pixels;
    });
  });
}
