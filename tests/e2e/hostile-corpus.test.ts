// The files of `tests/hostile` at every door of the page, one after another: each is read or refused as natively, with its
// place; nothing of it is taken for markup; and the next good file is read as if nothing had happened.

import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answered, drop, hostileFiles, isModel, type Outcome } from "./harness/hostile";
import { TEXT } from "./harness/language";
import { ROOT } from "./harness/paths";
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

/** The next good file is read. */
async function goesOn(tab: Tab, good: Upload): Promise<void> {
  const read = await tab.count("data");
  await drop(tab, good);
  await tab.more("data", read);
  await tab.page.waitForSelector("[data-testid=play]:not([disabled])");
}

interface Case {
  name: string;
  expected: Outcome;
  upload: () => Upload;
}

/** Tests of one door: a page that takes all files, and a good one after each. */
function door(name: string, query: string, good: () => Upload, cases: Case[], give: typeof drop, look = check): void {
  describe(name, () => {
    let tab: Tab;

    beforeAll(async () => {
      tab = await bench.tab({ query });
      await answered(tab, () => drop(tab, good()));
    });

    afterAll(() => tab?.close());

    it.each(cases)("$name", async ({ expected, upload }) => {
      await answered(tab, () => give(tab, upload()));
      await look(tab, expected);
      await isUnharmed(tab);
      await goesOn(tab, good());
    });
  });
}

async function chooseRecipe(tab: Tab, { name, content }: Upload): Promise<void> {
  const file = { name, mimeType: "application/json", buffer: Buffer.from(content) };
  await tab.get("recipe-input").setInputFiles(file);
}

const CONFIG = { name: "config.json", content: readFileSync(join(ROOT, "tests/conformance/models/bert/config.json")) };

/** Weights by the name that a model's folder gives them, with a configuration that is right; a GGUF file by itself. */
function dropModel(tab: Tab, { name, content }: Upload): Promise<void> {
  if (name.endsWith(".gguf")) return drop(tab, { name, content });
  return drop(tab, CONFIG, { name: "model.safetensors", content });
}

/** A model that is refused says so in the teacher's place. */
async function checkModel(tab: Tab): Promise<void> {
  await tab.page.locator("sr-teacher [data-testid=error]").waitFor();
  expect(await tab.get("error").getAttribute("data-code")).toBe("model");
  expect((await tab.notes("refused")).at(-1)?.code).toBe("student");
}

let turn = 0;

/** A text of its own each time: one that was read already is not read again. */
const text = () => ({ name: TEXT.name, content: `${TEXT.content}${++turn}.\n` });
const rows = () => ({ ...ROWS, content: `${ROWS.content}row ${++turn},harbour\n` });

/** Among rows, what looks like a model is taken for one. */
const noModels = hostileFiles("table").filter((file) => !isModel(file));

/** A browser makes text of what is none before it is read: its columns are others than the file's. */
const recipes = hostileFiles("recipe").filter((file) => isUtf8(Buffer.from(file.upload().content)));

door("table", "lane=cpu", rows, noModels, drop);
door("text", "lane=cpu&task=lm", text, hostileFiles("text"), drop);
door("recipe", "lane=cpu", rows, recipes, chooseRecipe);
door("model", "lane=cpu", rows, hostileFiles("table").filter(isModel), dropModel, checkModel);
