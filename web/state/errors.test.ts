import { beforeEach, expect, test } from "vitest";
import { MODEL_CODES, type PageError } from "../engine/errors";
import { FakeLab } from "../engine/fake-lab";
import { fakeCard } from "../engine/fake-models";
import type { Phase } from "../engine/generated/spec";
import { clearErrors, errors, homeOf, raise } from "./errors";
import { recipe } from "./recipe";
import { task } from "./task";
import { adoptTeacher } from "./teacher";

beforeEach(() => {
  errors.value = {};
  task.value = "classifier";
  recipe.value = FakeLab.preset("spam");
  adoptTeacher(fakeCard("MiniLM 6", new Map()));
});

function error(code: PageError["code"], message = ""): PageError {
  return { code, message, place: null, hint: "" };
}

test.each<[PageError["code"], string, Phase | null, string]>([
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
  ["recipe", "`MiniLM 6` is a decoder, which classifies no texts.", null, "teacher"],
  ["recipe", "`another` is a decoder, which classifies no texts.", null, "page"],
  ...MODEL_CODES.map((code): [typeof code, string, null, string] => [code, "", null, "teacher"]),
  ["recipe", "`corpus.max_bytes` is 3", null, "text"],
  ["recipe", "`block_tokens` is 3", null, "text"],
  ["recipe", "`tokenizer.tokenizer.vocabulary` is 3", null, "text"],
  ["recipe", "`teachers[1].model.key_value_heads` is 3", null, "teacher"],
  ["recipe", "`student.on_policy.new_tokens` is 3", null, "distillation"],
  ["recipe", "`student.cache.top_k` is 0", null, "distillation"],
  ["recipe", "`cache` and `on_policy` need the same tokenizer", null, "distillation"],
  ["recipe", "`forward_kl` compares ids", null, "distillation"],
  ["recipe", "`sequence_level` learns what the teacher writes", null, "distillation"],
  ["recipe", "`objective.layers.student` is 3", null, "distillation"],
  ["recipe", "`student.model.layers` is 0", null, "student"],
])("%s %s in %s is shown at %s", (code, message, phase, home) => {
  expect(homeOf(error(code, message), phase)).toBe(home);
});

test("a text's errors are shown at the text, whichever task is shown when they come", () => {
  expect(homeOf(error("encoding"), null, "language_model")).toBe("text");
  task.value = "language_model";
  raise(error("encoding"), null, "classifier");
  raise(error("empty_file"));
  expect(Object.keys(errors.value)).toEqual(["data", "text"]);
});

test("errors wait until theirs is mended", () => {
  raise(error("encoding"));
  raise(error("gpu"));
  clearErrors("data");
  expect(Object.keys(errors.value)).toEqual(["lane"]);
});
