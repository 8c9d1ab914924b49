// The page in a browser, as a person uses it.

import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import type { Recipe, RunReport } from "../../../web/engine/generated/spec";
import { launch } from "../../bench/browser.mjs";
import { DIST } from "./paths";
import { type Foreign, type Server, serve } from "./server";
import { installSpy, type Prologues, type Spy } from "./spy";

/** The page must not care where it lies. */
export const SUB_PATH = "/sub/path/";

export interface Upload {
  name: string;
  content: string | Uint8Array;
}

interface Options {
  /** The address's query. */
  query?: string;
  width?: number;
  height?: number;
  prologues?: Prologues;
}

/** A browser and a server for one file of tests. */
export class Bench {
  private constructor(
    readonly browser: Browser,
    readonly server: Server,
  ) {}

  static async open(
    headers: Record<string, string> = {},
    mounts: Record<string, string> = {},
    foreign?: Foreign,
  ): Promise<Bench> {
    const server = await serve({ ...mounts, [SUB_PATH]: DIST }, headers, foreign);
    return new Bench(await launch(), server);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }

  context(width = 1440, height = 1000): Promise<BrowserContext> {
    return this.browser.newContext({
      viewport: { width, height },
      locale: "en-GB",
      colorScheme: "light",
      reducedMotion: "reduce",
      proxy: { server: this.server.origin },
    });
  }

  /** A fresh page that says it is ready. */
  async tab({ query = "lane=cpu", width, height, prologues = {} }: Options = {}): Promise<Tab> {
    const context = await this.context(width, height);
    await context.addInitScript(installSpy, prologues);
    const page = await context.newPage();
    const tab = new Tab(page);
    await page.goto(`${this.server.origin}${SUB_PATH}?${query}`);
    await page.waitForSelector("html[data-ready=true]", { timeout: 120_000 });
    return tab;
  }
}

/** With one plain space between words. */
export function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

export class Tab {
  /** What the page threw or wrote to the console as an error. */
  readonly complaints: string[] = [];

  constructor(readonly page: Page) {
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  get(testid: string): Locator {
    return this.page.locator(`[data-testid="${testid}"]`);
  }

  press(testid: "play" | "pause" | "step" | "skip" | "reset"): Promise<void> {
    return this.get(testid).click();
  }

  /** Waits until the run stands so. */
  async status(wanted: "idle" | "running" | "paused" | "done" | "failed", timeout = 240_000): Promise<void> {
    await this.page.waitForSelector(`[data-testid=status][data-status=${wanted}]`, { timeout });
  }

  /** Presses the one button and waits for the report. */
  async run(timeout = 240_000): Promise<RunReport> {
    await this.press("play");
    const end = await this.page.waitForSelector("[data-testid=status]:is([data-status=done], [data-status=failed])", {
      timeout,
    });
    if ((await end.getAttribute("data-status")) === "failed") throw new Error(await this.text("error"));
    return this.report();
  }

  async report(): Promise<RunReport> {
    return JSON.parse((await this.page.textContent("#report-json")) ?? "");
  }

  /** What an element says, with plain spaces. */
  async text(testid: string): Promise<string> {
    return plain((await this.get(testid).textContent()) ?? "");
  }

  /** The spy's notes of one kind. */
  notes<K extends keyof Spy>(key: K): Promise<Spy[K]> {
    return this.page.evaluate((name) => window.spy[name], key) as Promise<Spy[K]>;
  }

  /** How many notes of a kind there are. */
  count(key: Exclude<keyof Spy, "looks">): Promise<number> {
    return this.page.evaluate((name) => window.spy[name].length, key);
  }

  /** Waits for more notes of a kind than there were. */
  async more(key: "reports" | "data" | "predictions" | "refused", than: number): Promise<void> {
    await this.page.waitForFunction(([name, n]) => window.spy[name].length > n, [key, than] as const);
  }

  /** Chooses a file and waits until it is read or refused. */
  async useFile({ name, content }: Upload): Promise<void> {
    const looks = await this.notes("looks");
    const buffer = Buffer.from(content);
    await this.get("file-input").setInputFiles({ name, mimeType: "text/plain", buffer });
    await this.looked(looks);
  }

  /** Waits for a further look at a file and for what follows from it. */
  async looked(before: number): Promise<void> {
    await this.page.waitForFunction((n) => window.spy.looks > n, before);
    await this.page.waitForFunction(
      () => document.querySelector("[data-testid=play]:not([disabled]), [data-testid=error]") !== null,
    );
  }

  async useRecipe(recipe: Recipe): Promise<void> {
    const looks = await this.notes("looks");
    const buffer = Buffer.from(JSON.stringify(recipe));
    await this.get("recipe-input").setInputFiles({ name: "recipe.json", mimeType: "application/json", buffer });
    await this.looked(looks);
  }

  /** Chooses where the next run is computed. */
  async useLane(lane: "auto" | "cpu" | "webgpu"): Promise<void> {
    await this.get("lane").click();
    await this.get(`lane-${lane}`).check();
    await this.page.keyboard.press("Escape");
  }

  /** Waits for so many optimizer steps, of all runs so far. */
  async trained(count: number, timeout = 240_000): Promise<void> {
    const enough = (n: number) => window.spy.reports.filter((report) => report.type === "step").length >= n;
    await this.page.waitForFunction(enough, count, { timeout });
  }

  /** Waits until a run that was paused has said what it did before it heard of it. */
  async quiet(): Promise<void> {
    while ((await this.strays()) > 0);
  }

  /** Reports that still arrive. */
  async strays(milliseconds = 600): Promise<number> {
    const before = await this.count("reports");
    await this.page.waitForTimeout(milliseconds);
    return (await this.count("reports")) - before;
  }

  /** Presses a download button and gives the bytes. */
  async download(testid: string): Promise<Buffer> {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.get(testid).click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }
}
