// The page for everybody: in both languages, both themes, on a narrow screen, by name, from any path.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { en } from "../../web/i18n/en";
import { ptBr } from "../../web/i18n/pt-br";
import { smallRecipe } from "./harness/recipes";
import { csv, toyRows } from "./harness/rows";
import { Bench, type Tab } from "./harness/tab";

const FILE = { name: "rows.csv", content: csv(toyRows(120)) };
const RECIPE = smallRecipe("rows.csv");

let bench: Bench;

beforeAll(async () => {
  bench = await Bench.open();
});

afterAll(() => bench?.close());

async function withTab<T>(query: string, width: number, work: (tab: Tab) => Promise<T>): Promise<T> {
  const tab = await bench.tab({ query, width });
  try {
    return await work(tab);
  } finally {
    await tab.close();
  }
}

async function finish(tab: Tab): Promise<void> {
  await tab.useFile(FILE);
  await tab.useRecipe(RECIPE);
  await tab.run();
}

/** All that can be read or heard: texts and the attributes that speak. */
function words(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    for (const one of document.querySelectorAll("details")) one.open = true;
    const app = document.querySelector("sr-app");
    const found: string[] = [];
    const texts = document.createTreeWalker(app as Node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) found.push(texts.currentNode.textContent?.trim() ?? "");
    for (const element of app?.querySelectorAll("*") ?? []) {
      for (const name of ["aria-label", "title", "placeholder", "alt"]) found.push(element.getAttribute(name) ?? "");
    }
    return found;
  });
}

/** English messages that are said otherwise in Portuguese. */
const ENGLISH = new Set<string>(Object.values(en));
for (const message of Object.values(ptBr)) ENGLISH.delete(message);

describe("in Portuguese", () => {
  it("nothing of the English catalogue is left", () =>
    withTab("lane=cpu&lang=pt-BR", 1440, async (tab) => {
      const leftovers = async () => (await words(tab.page)).filter((text) => ENGLISH.has(text));
      expect(await leftovers()).toEqual([]);
      await finish(tab);
      expect(await leftovers()).toEqual([]);
      await tab.useFile({ name: "vazio.csv", content: "" });
      await tab.get("error").waitFor();
      expect(await leftovers()).toEqual([]);
      expect(await words(tab.page)).toContain(ptBr["error.empty_file"]);
      expect(await tab.page.getAttribute("html", "lang")).toBe("pt-BR");
    }));

  it("the language may be changed at any time", () =>
    withTab("lane=cpu", 1440, async (tab) => {
      expect(await words(tab.page)).toContain(en["verdict.question"]);
      await tab.get("lang").selectOption("pt-BR");
      await expect.poll(() => words(tab.page)).toContain(ptBr["verdict.question"]);
      await tab.get("lang").selectOption("en");
      await expect.poll(() => words(tab.page)).toContain(en["verdict.question"]);
    }));
});

it("the theme can be turned, and follows the address", () =>
  withTab("lane=cpu&theme=dark", 1440, async (tab) => {
    const paper = () => tab.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(await tab.page.getAttribute("html", "data-theme")).toBe("dark");
    const dark = await paper();
    await tab.get("theme").click();
    expect(await tab.page.getAttribute("html", "data-theme")).toBe("light");
    expect(await paper()).not.toBe(dark);
  }));

it.each(["en", "pt-BR"])("a screen of 390 pixels needs no sideways scrolling (%s)", (language) =>
  withTab(`lane=cpu&lang=${language}`, 390, async (tab) => {
    const overflow = () => tab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await finish(tab);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await tab.useFile({ name: `${"long-name-".repeat(20)}.csv`, content: `${"x".repeat(300)},y\n` });
    await words(tab.page);
    expect(await overflow()).toBeLessThanOrEqual(0);
  }),
);

const CONTROLS = new Set(
  "button checkbox combobox link listbox radio searchbox slider spinbutton switch textbox".split(" "),
);

it.each(["idle", "finished"])("every control has a name (%s)", (state) =>
  withTab("lane=cpu", 1440, async (tab) => {
    if (state === "finished") await finish(tab);
    await words(tab.page);
    const session = await tab.page.context().newCDPSession(tab.page);
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const controls = nodes.filter((node) => !node.ignored && CONTROLS.has(node.role?.value));
    expect(controls.length).toBeGreaterThan(40);
    expect(controls.filter((node) => !node.name?.value?.trim()).map((node) => node.role?.value)).toEqual([]);
  }),
);

it("works with and without isolation from other origins", async () => {
  await withTab("lane=cpu", 1440, async (tab) => {
    expect(await tab.page.evaluate(() => crossOriginIsolated)).toBe(false);
    await finish(tab);
    expect(tab.complaints).toEqual([]);
  });
  const headers = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
  const strict = await Bench.open(headers);
  try {
    const tab = await strict.tab();
    expect(await tab.page.evaluate(() => crossOriginIsolated)).toBe(true);
    await finish(tab);
    expect(tab.complaints).toEqual([]);
  } finally {
    await strict.close();
  }
});
