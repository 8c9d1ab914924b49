import { beforeEach, describe, expect, test } from "vitest";
import { FakeLab } from "../engine/fake-lab";
import { fakeCard } from "../engine/fake-models";
import { bytesHere, cards, putCard } from "./pretrained";
import { edit, recipe } from "./recipe";
import {
  adoptTeacher,
  chooseHead,
  chooseTeacher,
  chooseTuning,
  dismissTeacher,
  pretrainedTeacher,
  stepsOfTeacher,
  teacherCard,
  teacherIsAnother,
  teacherIsMissing,
  tuningsFor,
} from "./teacher";

const card = (name: string) => fakeCard(name, new Map());

beforeEach(() => {
  recipe.value = FakeLab.preset("spam");
  cards.value = {};
});

const teacher = () => pretrainedTeacher.value ?? expect.fail("no pretrained teacher");

test("the trained teacher comes back after others", () => {
  edit((draft) => {
    if (draft.teacher.kind === "train") draft.teacher.train.epochs = 11;
  });
  chooseTeacher("soft_labels");
  expect(recipe.value?.teacher).toEqual({ kind: "soft_labels" });
  chooseTeacher("pretrained");
  chooseTeacher("train");
  expect(recipe.value?.teacher).toMatchObject({ kind: "train", train: { epochs: 11 } });
});

describe("a model", () => {
  test("becomes the teacher by name and hash", () => {
    adoptTeacher(card("minilm"));
    expect(teacher()).toMatchObject({ model: { name: "minilm", sha256: card("minilm").sha256 } });
    expect([teacher().head, teacher().tuning]).toEqual(["mean", { kind: "head" }]);
  });

  test("keeps what was set for another one, as far as it can", () => {
    adoptTeacher(card("spam-bert"));
    edit((draft) => {
      if (draft.teacher.kind === "pretrained") Object.assign(draft.teacher, { head: "own", max_tokens: 400 });
    });
    chooseTuning("none");
    adoptTeacher({ ...card("minilm"), context: 64 });
    expect([teacher().head, teacher().tuning, teacher().max_tokens]).toEqual(["mean", { kind: "head" }, 64]);
  });

  test("is missing until it is at hand", () => {
    expect(teacherIsMissing.value).toBe(false);
    adoptTeacher(card("minilm"));
    expect([teacherIsMissing.value, teacherCard.value]).toEqual([true, null]);
    putCard(card("minilm"));
    expect([teacherIsMissing.value, teacherCard.value?.name]).toEqual([false, "minilm"]);
    dismissTeacher();
    expect([teacherIsMissing.value, teacherCard.value]).toEqual([false, null]);
  });

  test("with another hash than the recipe's is another one; a recipe may name none", () => {
    adoptTeacher(card("minilm"));
    putCard({ ...card("minilm"), sha256: card("minilm").sha256.toUpperCase() });
    expect(teacherIsAnother.value).toBe(false);
    putCard({ ...card("minilm"), sha256: "0".repeat(64) });
    expect(teacherIsAnother.value).toBe(true);
    edit((draft) => {
      if (draft.teacher.kind === "pretrained") draft.teacher.model.sha256 = null;
    });
    expect(teacherIsAnother.value).toBe(false);
  });
});

test("a new head is tuned at least", () => {
  adoptTeacher(card("spam-bert"));
  putCard(card("spam-bert"));
  chooseHead("own");
  chooseTuning("none");
  expect(teacher().tuning).toEqual({ kind: "none" });
  chooseHead("first");
  expect(teacher().tuning).toEqual({ kind: "head" });
  expect([tuningsFor("own"), tuningsFor("mean")]).toEqual([
    ["none", "head", "lora", "all"],
    ["head", "lora", "all"],
  ]);
});

test("what is tuned sets the pace", () => {
  adoptTeacher(card("minilm"));
  const pace = () => [teacher().train.epochs, teacher().train.learning_rate];
  const head = pace();
  chooseTuning("all");
  expect(teacher().train.learning_rate).toBeLessThan(head[1] ?? 0);
  chooseTuning("head");
  expect(pace()).toEqual(head);
});

test("steps are those of what is trained", () => {
  adoptTeacher(card("spam-bert"));
  const { train } = teacher();
  expect(stepsOfTeacher(teacher(), 2 * train.batch_size)).toBe(2 * train.epochs);
  chooseTuning("none");
  expect(stepsOfTeacher(teacher(), 1000)).toBe(0);
  expect(stepsOfTeacher({ kind: "soft_labels" }, 1000)).toBe(0);
});

test("tuning all of a model takes its weights four times", () => {
  expect(bytesHere(card("minilm"), true)).toBe(4 * bytesHere(card("minilm"), false));
});
