// Files that are broken, odd or meant to harm: each gets a message that names the place and says what to do, and the
// page goes on as if nothing had happened.

import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ErrorCode, Place } from "../../web/engine/generated/spec";
import { csv, toyRows } from "./harness/rows";
import { Bench, plain, type Tab, type Upload } from "./harness/tab";

const GOOD = csv(toyRows(60));

interface Hostile extends Upload {
  code: ErrorCode;
  /** What must be known of the place. */
  place: Partial<Place>;
}

const COLUMNS = 100_000;

const FILES: Hostile[] = [
  { name: "empty.csv", content: "", code: "empty_file", place: {} },
  { name: "blank.csv", content: " \n\n\t\n", code: "empty_file", place: {} },
  { name: "header.csv", content: "text,label\n", code: "empty_file", place: {} },
  { name: "one-class.csv", content: oneClass(), code: "too_few_classes", place: {} },
  { name: "columns.csv", content: wide(), code: "too_many_columns", place: { line: 1 } },
  { name: "nul.csv", content: GOOD.replace("anchor", "anc\0or"), code: "encoding", place: {} },
  {
    name: "cell.csv",
    content: `${GOOD}"${"long ".repeat(200_000)}",harbour\n`,
    code: "cell_too_large",
    place: { line: 62, column: 1 },
  },
  { name: "quote.csv", content: `${GOOD}"left open,harbour\n${GOOD}`, code: "malformed_row", place: { line: 62 } },
  { name: "latin1.csv", content: latin1(), code: "encoding", place: { line: 62 } },
  { name: "cut.json", content: JSON.stringify(toyRows(60)).slice(0, -30), code: "malformed_row", place: {} },
  {
    name: "cut.jsonl",
    content: `${JSON.stringify(toyRows(1)[0])}\n{"text": "half`,
    code: "malformed_row",
    place: { line: 2 },
  },
  { name: "picture.csv", content: png(), code: "encoding", place: {} },
  { name: "few.csv", content: "text,label\na,x\nb,y\nc,x\nd,y\n", code: "too_few_rows", place: {} },
];

let bench: Bench;
let tab: Tab;

// One page for all files: what one of them breaks, the next would show.
beforeAll(async () => {
  bench = await Bench.open();
  tab = await bench.tab();
});

afterAll(() => bench?.close());

function oneClass(): string {
  return csv(toyRows(60).map(({ text }) => ({ text, label: "same" })));
}

function wide(): string {
  const names = Array.from({ length: COLUMNS }, (_, at) => `c${at}`).join(",");
  return `${names}\n${"x,".repeat(COLUMNS - 1)}x\n`;
}

/** ISO 8859-1, as old spreadsheets save it. */
function latin1(): Uint8Array {
  return Buffer.from(`${GOOD}café crème à la carte,kitchen\n`, "latin1");
}

/** A picture with enough bytes in it to be one. */
function png(): Uint8Array {
  const pixels = deflateSync(Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 37) % 251)));
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), pixels]);
}

it.each(FILES)("$name is refused with its place and advice", async ({ name, content, code, place }) => {
  await tab.get("tryit-input").fill("typed before");
  await tab.useFile({ name, content });
  await tab.get("error").waitFor();
  const error = tab.get("error");
  expect(await error.count()).toBe(1);
  expect(await error.getAttribute("data-code")).toBe(code);
  const refused = (await tab.notes("refused")).at(-1);
  expect(refused?.place).toMatchObject({ file: name, ...place });
  const shown = await tab.text("error");
  expect(shown).toContain(name);
  if (place.line) expect(shown).toContain(`line ${place.line}`);
  expect(refused?.hint).toMatch(/\w.*\./);
  expect(shown).toContain(plain(refused?.hint ?? ""));
  expect(await tab.get("tryit-input").inputValue()).toBe("typed before");
  await stillWorks();
  expect(tab.complaints).toEqual([]);
});

/** The preset takes a step, and the file's error is gone. */
async function stillWorks(): Promise<void> {
  await tab.get("preset-select").selectOption("languages");
  const reports = await tab.count("reports");
  await tab.press("step");
  await tab.more("reports", reports);
  await tab.press("reset");
  expect(await tab.get("error").count()).toBe(0);
}

it("trains after all of them", async () => {
  await tab.press("play");
  await tab.trained(5);
  await tab.press("reset");
});

it("keeps what was pasted when it is wrong, and reads it once it is mended", async () => {
  const wrong = `${GOOD}"left open,harbour\n`;
  await tab.get("preset-select").selectOption("own");
  let looks = await tab.notes("looks");
  await tab.get("paste-input").fill(wrong);
  await tab.looked(looks);
  await tab.get("error").waitFor();
  expect(await tab.get("paste-input").inputValue()).toBe(wrong);
  looks = await tab.notes("looks");
  await tab.get("paste-input").fill(GOOD);
  await tab.looked(looks);
  await expect.poll(() => tab.get("error").count()).toBe(0);
  expect((await tab.notes("data")).at(-1)?.cleaning.kept).toBe(60);
});

it("keeps the settings of a file that was refused", async () => {
  await tab.useFile({ name: "rows.csv", content: GOOD });
  await tab.get("student-epochs").evaluate((input) => {
    (input as HTMLInputElement).value = "3";
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await tab.useFile({ name: "empty.csv", content: "" });
  await tab.useFile({ name: "rows.csv", content: GOOD });
  expect(await tab.get("student-epochs").inputValue()).toBe("3");
});

it("takes no text of a file for markup", async () => {
  const evil = '<img src=x onerror="window.struck=1"><script>window.struck=1</script>';
  const label = (row: { label: string }) => (row.label === "harbour" ? evil : row.label);
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = toyRows(60).map((row) => `${quoted(`${evil} ${row.text}`)},${quoted(label(row))}`);
  await tab.useFile({ name: "<b>evil.csv", content: `text,label\n${rows.join("\n")}\n` });
  await tab.press("step");
  await tab.status("paused");
  expect(await tab.page.content()).toContain("&lt;img");
  expect(await tab.page.evaluate(() => Reflect.get(window, "struck"))).toBeUndefined();
  expect(await tab.page.locator("sr-app :is(img, script)").count()).toBe(0);
});

it("refuses a recipe with an unknown key by its name, and keeps the one it had", async () => {
  const before = await tab.download("download-recipe");
  const recipe = { ...JSON.parse(before.toString()), colour: "blue" };
  await tab.get("recipe-input").setInputFiles({
    name: "recipe.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(recipe)),
  });
  await tab.get("error").waitFor();
  expect(await tab.get("error").getAttribute("data-code")).toBe("recipe");
  expect(await tab.text("error")).toContain("colour");
  expect((await tab.download("download-recipe")).equals(before)).toBe(true);
});
