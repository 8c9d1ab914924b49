import { afterEach, expect, test } from "vitest";
import { language } from "../state/settings";
import { bytes, count, milliseconds, percent, points, seconds, short, signed, times } from "./format";

afterEach(() => {
  language.value = "en";
});

test.each([
  [count(12_345), "12,345"],
  [percent(0.9617), "96.2\u00a0%"],
  [percent(0.5, 0), "50\u00a0%"],
  [percent(-0.05, 0), "−5\u00a0%"],
  [percent(-0), "0.0\u00a0%"],
  [percent(-0.0001), "0.0\u00a0%"],
  [signed(0.0451, 3), "+0.045"],
  [signed(-0.0451, 3), "−0.045"],
  [points(0.0134), "+1.3"],
  [points(-0.0134), "−1.3"],
  [points(0), "0.0"],
  [bytes(0), "0\u00a0B"],
  [bytes(263_568), "264\u00a0kB"],
  [bytes(5_182_544), "5.18\u00a0MB"],
  [milliseconds(0.0123), "12\u00a0µs"],
  [milliseconds(3.21), "3.2\u00a0ms"],
  [milliseconds(123.4), "123\u00a0ms"],
  [seconds(12.44), "12.4\u00a0s"],
  [seconds(59.99), "1\u00a0min\u00a000\u00a0s"],
  [seconds(185), "3\u00a0min\u00a005\u00a0s"],
  [times(19.66), "×19.7"],
  [short(1_295_636), "1.3M"],
])("%s is written as %s", (written, wanted) => {
  expect(written).toBe(wanted);
});

test("numbers follow the language", () => {
  language.value = "pt-BR";
  expect(count(12_345)).toBe("12.345");
  expect(percent(0.9617)).toBe("96,2\u00a0%");
});
