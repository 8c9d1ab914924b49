// Errors wait next to what caused them until that is mended.

import { signal } from "@preact/signals-core";
import type { PageError } from "../engine/errors";
import type { Phase } from "../engine/generated/spec";
import { recipe } from "./recipe";
import { type Task, task } from "./task";

/** `data` is a classifier's rows, `text` what language models read. */
export type ErrorHome = "data" | "text" | "teacher" | "distillation" | "student" | "lane" | "page";

/** Where a run's errors are shown: another run begins without them. */
export const RUN_HOMES = ["lane", "page", "teacher", "distillation", "student"] as const satisfies ErrorHome[];

export const errors = signal<Partial<Record<ErrorHome, PageError>>>({});

export function raise(error: PageError, phase: Phase | null = null, of: Task = task.value): void {
  raiseAt(homeOf(error, phase, of), error);
}

/** An error whose place is known. */
export function raiseAt(home: ErrorHome, error: PageError): void {
  errors.value = { ...errors.value, [home]: error };
}

export function clearErrors(...homes: ErrorHome[]): void {
  const left = { ...errors.value };
  for (const home of homes) delete left[home];
  errors.value = left;
}

/** The part of the screen where an error can be mended. */
export function homeOf(error: PageError, phase: Phase | null, of: Task = task.value): ErrorHome {
  switch (error.code) {
    case "gpu":
    case "device":
      return "lane";
    case "model":
    case "model_address":
    case "model_offline":
    case "model_refused":
    case "model_absent":
    case "model_wanted":
    case "store_absent":
    case "store_full":
      return "teacher";
    case "recipe":
      return namesTeacher(error.message) ? "teacher" : homeOfKey(error.message);
    case "diverged":
      return phase === "teacher" ? "teacher" : "student";
    case "student":
    case "state":
    case "internal":
      return "page";
    default:
      return of === "classifier" ? "data" : "text";
  }
}

/** Keys of distillation, and names of objectives that are refused. */
const DISTILLATION =
  /objective|on_policy|cache|chunk_tokens|^evaluation|^(jsd|dkd|skew_kl|skew_reverse_kl|adaptive_kl|dist|relation)\.|^(uld|hidden_cosine|hidden_mse|attention|relation|sequence_level|[a-z]+_kl|jsd|tvd|dist|dkd|logit_mse)$/;

/** What is wrong with a model is told by the model's name. */
function namesTeacher(message: string): boolean {
  const teacher = recipe.value?.teacher;
  return teacher?.kind === "pretrained" && teacher.model.name !== "" && message.includes(`\`${teacher.model.name}\``);
}

/** The engine names the key between backticks, such as `student.train.epochs` or `teachers[0].weight`. */
function homeOfKey(message: string): ErrorHome {
  const key = /`([a-z_.[\]0-9]+)`/.exec(message)?.[1] ?? "";
  if (/^(corpus|tokenizer|block_tokens)/.test(key)) return "text";
  if (key.startsWith("data") || key.startsWith("seed")) return "data";
  if (key.startsWith("teacher")) return "teacher";
  if (DISTILLATION.test(key)) return "distillation";
  return key.startsWith("student") ? "student" : "page";
}
