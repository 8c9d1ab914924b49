// The files of `tests/hostile` at every door of the page, one after another: each is read or refused as natively, with its
// place; nothing of it is taken for markup; and the next good file is read as if nothing had happened.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answered, type Door, drop, hostileFiles, type Outcome } from "./harness/hostile";
import { TEXT } from "./harness/language";
import { csv, toyRows } from "./harness/rows";
import { Bench, type Tab, type Upload } from "./harness/tab";

const ROWS: Upload = { name: "good.csv", content: csv(toyRows(60)) };

let bench: Bench;

beforeAll(async () => {
  bench = await Bench.open();
});

afterAll(() => bench?.close());

/** What stands on the page after a file, against what is kept of it. */
async function check(tab: Tab, expected: Outcome): Promise<void> {
  const error = tab.get("error");
  if (expected === "accepted") {
    await expect.poll(() => error.count()).toBe(0);
    return;
  }
  await error.waitFor();
  expect(await error.count()).toBe(1);
  expect(await error.getAttribute("data-code")).toBe(expected.code);
  const refused = (await tab.notes("refused")).at(-1);
  const { file = "", line = null, column = null } = refused?.place ?? {};
  expect({ code: refused?.code, file, line, column }).toEqual(expected);
  const shown = await tab.text("error");
  expect(shown).toContain(file);
  if (line !== null) expect(shown).toContain(`line ${line}`);
}

/** Nothing ran, nothing was drawn as markup, nothing was thrown. */
async function isUnharmed(tab: Tab): Promise<void> {
  expect(await tab.page.evaluate(() => Reflect.get(window, "struck"))).toBeUndefined();
  expect(await tab.page.locator("sr-app :is(img, script, [onload], [onerror])").count()).toBe(0);
  expect(tab.complaints).toEqual([]);
}

/** Tests of one door: a page that takes all files, and a good one after each. */
function door(name: Door, query: string, good: () => Upload, give: typeof drop): void {
  describe(name, () => {
    let tab: Tab;

    beforeAll(async () => {
      tab = await bench.tab({ query });
      await answered(tab, () => drop(tab, good()));
    });

    afterAll(() => tab?.close());

    it.each(hostileFiles(name))("$name", async ({ expected, upload }) => {
      await answered(tab, () => give(tab, upload()));
      await check(tab, expected);
      await isUnharmed(tab);
      const read = await tab.count("data");
      await drop(tab, good());
      await tab.more("data", read);
      await tab.page.waitForSelector("[data-testid=play]:not([disabled])");
    });
  });
}

async function chooseRecipe(tab: Tab, { name, content }: Upload): Promise<void> {
  const file = { name, mimeType: "application/json", buffer: Buffer.from(content) };
  await tab.get("recipe-input").setInputFiles(file);
}

let turn = 0;

/** A text of its own each time: one that was read already is not read again. */
const text = () => ({ name: TEXT.name, content: `${TEXT.content}${++turn}.\n` });
const rows = () => ({ ...ROWS, content: `${ROWS.content}row ${++turn},harbour\n` });

door("table", "lane=cpu", rows, drop);
door("text", "lane=cpu&task=lm", text, drop);
door("recipe", "lane=cpu", rows, chooseRecipe);
