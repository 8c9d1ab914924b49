// A student as one page: opened from disk, offline, it computes what it computes here.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch } from "../bench/browser.mjs";
import "./harness/one-file";
import { type Case, meaningful, pageOf, pages, readCase } from "../interchange/models";

/** Sums are taken in another order, and partly in f64. */
const TOLERANCE = 1e-4;

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** The page of a model, without a network; `complaints` is what it threw, logged or asked for. */
async function open(name: string): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("request", (request) => request.url().startsWith("file:") || complaints.push(request.url()));
  await page.goto(`file://${pageOf(name)}`);
  return { page, complaints };
}

/** Logits of a row without padding, one after the other. */
function ask(page: Page, ids: number[]): Promise<number[]> {
  return page.evaluate((row) => {
    const found = Array.from(window.stillroom.logits(row) as ArrayLike<number | ArrayLike<number>>);
    return found.flatMap((value) => (typeof value === "number" ? [value] : Array.from(value)));
  }, ids);
}

/** Rows that a page can be asked about: whole, or padded at their end. */
function rows({ batches, per_token }: Case): { ids: number[]; logits: number[] }[] {
  return batches.flatMap(({ input_ids, attention_mask, logits: given }) => {
    const logits = given ?? [];
    const width = logits.length / input_ids.length;
    return input_ids.flatMap((ids, at) => {
      const mask = attention_mask[at] ?? [];
      const length = mask.lastIndexOf(1) + 1;
      if (length === 0 || mask.slice(0, length).includes(0)) return [];
      const values = logits.slice(at * width, (at + 1) * width);
      return [{ ids: ids.slice(0, length), logits: meaningful({ attention_mask: [mask] }, per_token, values) }];
    });
  });
}

describe("a page from disk", () => {
  it.each(pages())("of %s has the logits of the model", async (name) => {
    const { page, complaints } = await open(name);
    const asked = rows(readCase(name));
    expect(asked.length).toBeGreaterThan(2);
    for (const { ids, logits } of asked) {
      const found = await ask(page, ids);
      expect(found).toHaveLength(logits.length);
      const apart = found.reduce((most, value, at) => Math.max(most, Math.abs(value - (logits[at] ?? Number.NaN))), 0);
      expect(apart).toBeLessThanOrEqual(TOLERANCE);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("classifies what is typed", async () => {
    const { page, complaints } = await open("encoder-wide");
    await page.locator("textarea").fill("abc");
    const shown = await page.locator("li").allTextContents();
    const predicted = await page.evaluate(() => window.stillroom.predict("abc"));
    expect(shown[0]).toContain(predicted[0]?.label ?? "nothing");
    expect(predicted.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("goes on with what is typed", async () => {
    const { page, complaints } = await open("llama");
    await page.locator("textarea").fill("ab");
    await page.locator("button").click();
    await page.waitForSelector("button:not([disabled])");
    expect((await page.locator(".written").textContent())?.startsWith("ab")).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
