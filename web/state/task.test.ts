import { expect, test } from "vitest";
import { addressOf, taskFromAddress } from "./task";

test.each([
  ["lm", "language_model"],
  ["classifier", "classifier"],
  ["other", "classifier"],
  [null, "classifier"],
])("task=%s is %s", (name, wanted) => {
  expect(taskFromAddress(name)).toBe(wanted);
});

test("the address names a language model, and leaves the rest of the query alone", () => {
  expect(addressOf("language_model", "?lang=pt-BR")).toBe("?lang=pt-BR&task=lm");
  expect(addressOf("classifier", "?lang=pt-BR&task=lm")).toBe("?lang=pt-BR");
  expect(addressOf("classifier", "?task=lm")).toBe("");
});
