import { beforeEach, expect, test } from "vitest";
import type { ErrorCode, ErrorReport, Phase } from "../engine/generated/spec";
import { clearErrors, errors, homeOf, raise } from "./errors";

beforeEach(() => {
  errors.value = {};
});

function error(code: ErrorCode, message = ""): ErrorReport {
  return { code, message, place: null, hint: "" };
}

test.each<[ErrorCode, string, Phase | null, string]>([
  ["encoding", "", null, "data"],
  ["missing_column", "", null, "data"],
  ["gpu", "", "student", "lane"],
  ["device", "", null, "lane"],
  ["diverged", "", "teacher", "teacher"],
  ["diverged", "", "control", "student"],
  ["internal", "", null, "page"],
  ["recipe", "`data.max_rows` is 3", null, "data"],
  ["recipe", "`teacher.model.heads` is 3", null, "teacher"],
  ["recipe", "`student.objectives.weight` is −1", null, "distillation"],
  ["recipe", "`jsd.beta` is 2", null, "distillation"],
  ["recipe", "`skew_reverse_kl.lambda` is 1", null, "distillation"],
  ["recipe", "`adaptive_kl.mu` is 0", null, "distillation"],
  ["recipe", "`dist.gamma` is −1", null, "distillation"],
  ["recipe", "`evaluation.pairs` is 99", null, "distillation"],
  ["recipe", "`student.train.epochs` is 0", null, "student"],
  ["recipe", "not JSON", null, "page"],
])("%s %s in %s is shown at %s", (code, message, phase, home) => {
  expect(homeOf(error(code, message), phase)).toBe(home);
});

test("errors wait until theirs is mended", () => {
  raise(error("encoding"));
  raise(error("gpu"));
  clearErrors("data");
  expect(Object.keys(errors.value)).toEqual(["lane"]);
});
