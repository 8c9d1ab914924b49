// Errors wait next to what caused them until that is mended.

import { signal } from "@preact/signals-core";
import type { ErrorReport, Phase } from "../engine/generated/spec";

export type ErrorHome = "data" | "teacher" | "distillation" | "student" | "lane" | "page";

export const errors = signal<Partial<Record<ErrorHome, ErrorReport>>>({});

export function raise(error: ErrorReport, phase: Phase | null = null): void {
  errors.value = { ...errors.value, [homeOf(error, phase)]: error };
}

export function clearErrors(...homes: ErrorHome[]): void {
  const left = { ...errors.value };
  for (const home of homes) delete left[home];
  errors.value = left;
}

/** The part of the screen where an error can be mended. */
export function homeOf(error: ErrorReport, phase: Phase | null): ErrorHome {
  switch (error.code) {
    case "gpu":
    case "device":
      return "lane";
    case "recipe":
      return homeOfKey(error.message);
    case "diverged":
      return phase === "teacher" ? "teacher" : "student";
    case "student":
    case "state":
    case "internal":
      return "page";
    default:
      return "data";
  }
}

/** The engine names the key between backticks, such as `student.train.epochs`. */
function homeOfKey(message: string): ErrorHome {
  const key = /`([a-z_.]+)`/.exec(message)?.[1] ?? "";
  if (key.startsWith("data") || key.startsWith("seed")) return "data";
  if (key.startsWith("teacher")) return "teacher";
  if (/objective|^jsd|^dkd|^skew|^adaptive_kl|^dist\.|^evaluation/.test(key)) return "distillation";
  return key.startsWith("student") ? "student" : "page";
}
