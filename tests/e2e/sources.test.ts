// Rows of one's own, in every form that the page reads.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SourceReport } from "../../web/engine/generated/spec";
import { smallRecipe } from "./harness/recipes";
import { CLASSES, csv, jsonLines, softCsv, softJsonLines, toyRows, utf16 } from "./harness/rows";
import { Bench, type Tab, type Upload } from "./harness/tab";

const ROWS = toyRows(120);
const TEXT = csv(ROWS);

let bench: Bench;
let tab: Tab;

beforeAll(async () => {
  bench = await Bench.open();
  tab = await bench.tab();
});

afterAll(() => bench?.close());

interface Form extends Upload {
  encoding: SourceReport["encoding"];
  format: Partial<SourceReport["format"]>;
}

const delimited = (delimiter: string) => ({ kind: "delimited", delimiter, header: true }) as const;

const FORMS: Form[] = [
  { name: "rows.csv", content: TEXT, encoding: "utf8", format: delimited(",") },
  { name: "rows.tsv", content: csv(ROWS, "\t"), encoding: "utf8", format: delimited("\t") },
  { name: "semicolons.txt", content: csv(ROWS, ";"), encoding: "utf8", format: delimited(";") },
  { name: "marked.csv", content: `\ufeff${TEXT}`, encoding: "utf8", format: delimited(",") },
  { name: "wide.csv", content: utf16(TEXT, "le"), encoding: "utf16_le", format: delimited(",") },
  { name: "widest.csv", content: utf16(TEXT, "be"), encoding: "utf16_be", format: delimited(",") },
  { name: "rows.jsonl", content: jsonLines(ROWS), encoding: "utf8", format: { kind: "json_lines" } },
  { name: "rows.json", content: JSON.stringify(ROWS), encoding: "utf8", format: { kind: "json_array" } },
];

it.each(FORMS)("reads $name", async ({ name, content, encoding, format }) => {
  await tab.useFile({ name, content });
  const found = (await tab.notes("data")).at(-1);
  expect(found?.source).toMatchObject({ name, encoding, format });
  expect(found?.cleaning.kept).toBe(ROWS.length);
  expect(found?.classes).toEqual(CLASSES.map((label) => ({ name: label, rows: ROWS.length / CLASSES.length })));
  expect(await tab.get("detected").count()).toBe(1);
});

it("reads the same rows of every form", async () => {
  const prints = (await tab.notes("data")).filter((found) => found.source.name !== "languages.csv");
  expect(prints).toHaveLength(FORMS.length);
  expect(new Set(prints.map((found) => found.fingerprint)).size).toBe(1);
});

it("reads pasted rows and trains on them", async () => {
  const looks = await tab.notes("looks");
  await tab.get("paste-input").fill(TEXT);
  await tab.looked(looks);
  expect((await tab.notes("data")).at(-1)?.source.name).toBe("pasted text");
  await tab.useRecipe(smallRecipe("pasted text"));
  const report = await tab.run();
  expect(report.data.cleaning.kept).toBe(ROWS.length);
  expect(await tab.get("paste-input").inputValue()).toBe(TEXT);
});

it("takes a dropped file", async () => {
  const looks = await tab.notes("looks");
  const transfer = await tab.page.evaluateHandle((text) => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], "dropped.csv"));
    return carried;
  }, TEXT);
  await tab.page.dispatchEvent("main", "drop", { dataTransfer: transfer });
  await tab.looked(looks);
  expect((await tab.notes("data")).at(-1)?.source.name).toBe("dropped.csv");
});

it("lets the user choose the columns", async () => {
  const rows = ROWS.map(({ text, label }, at) => `${at},${label},${text},${at % 2 ? "odd" : "even"}`);
  await tab.useFile({ name: "four.csv", content: `id,kind,message,parity\n${rows.join("\n")}\n` });
  const classes = async () => (await tab.notes("data")).at(-1)?.classes.map((found) => found.name);
  expect(await classes()).toEqual(["even", "odd"]);
  await tab.get("label-column").selectOption("kind");
  await expect.poll(classes).toEqual(CLASSES);
  await tab.get("text-column").selectOption("parity");
  await tab.get("error").waitFor();
  await tab.get("text-column").selectOption("message");
  await expect.poll(() => tab.get("error").count()).toBe(0);
});

describe("rows with soft labels", () => {
  it.each([
    { name: "soft.csv", content: softCsv(ROWS) },
    { name: "soft.jsonl", content: softJsonLines(ROWS) },
  ])("$name needs no teacher and runs to a verdict", async ({ name, content }) => {
    await tab.useFile({ name, content });
    expect(await tab.get("teacher-source").inputValue()).toBe("soft_labels");
    await tab.useRecipe(smallRecipe(name, (draft) => (draft.teacher = { kind: "soft_labels" })));
    const before = await tab.count("reports");
    const report = await tab.run();
    const phases = new Set(
      (await tab.notes("reports")).slice(before).flatMap((r) => (r.type === "step" ? [r.phase] : [])),
    );
    expect([...phases].sort()).toEqual(["control", "student"]);
    expect(report.teacher).toBeNull();
    expect(report.data.soft_labels).toBe(true);
    expect(await tab.get("verdict-kind").getAttribute("data-kind")).toBe(report.verdict.kind);
  });
});

it("counts what cleaning takes away", async () => {
  const twice = ROWS.slice(0, 6).map((row) => `${row.text},${row.label}`);
  const torn = ROWS.slice(6, 9).map((row) => `${row.text},elsewhere`);
  const extra = [...twice, ...torn, ",harbour", "a lonely text,rare", "another one,rare"];
  await tab.useFile({ name: "dirty.csv", content: `${TEXT}${extra.join("\n")}\n` });
  const found = (await tab.notes("data")).at(-1)?.cleaning;
  // Both rows of a text under two labels go.
  expect(found).toMatchObject({ read: 132, empty: 1, duplicate: 6, conflicting: 6, rare_class: 2, kept: 117 });
  expect(await tab.text("cleaning")).toContain("117");
});
