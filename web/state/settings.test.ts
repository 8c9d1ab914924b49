import { expect, test } from "vitest";
import { pickLanguage } from "./settings";

test.each([
  [["pt-BR", "en"], "pt-BR"],
  [["pt-PT"], "pt-BR"],
  [["de", "en-GB"], "en"],
  [["de"], "en"],
  [[], "en"],
])("wanting %j gives %s", (wanted, given) => {
  expect(pickLanguage(wanted)).toBe(given);
});
