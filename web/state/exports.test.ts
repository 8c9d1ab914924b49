import { expect, test } from "vitest";
import type { ExportFormat } from "../engine/generated/spec";
import { snippetOf, TYPES } from "./exports";
import { TASKS } from "./task";

const FORMATS = Object.keys(TYPES) as ExportFormat[];

test("every format tells how to use its file", () => {
  for (const format of FORMATS) {
    for (const of of TASKS) {
      const said = snippetOf({ format, file_name: "it.bin", bytes: 1 }, of);
      expect(format === "html" || said.includes("it.bin")).toBe(true);
    }
  }
});

test("a classifier goes to the command line, a language model to transformers", () => {
  const zip = { format: "zip" as const, file_name: "s.zip", bytes: 1 };
  expect(snippetOf(zip, "classifier")).toMatch(/^echo .* \| stillroom predict s\.zip$/);
  expect(snippetOf(zip, "language_model")).toContain("AutoModelForCausalLM");
});
