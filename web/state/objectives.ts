// What a student can be asked to match, by task.

import type { Objective } from "../engine/generated/spec";

export type ObjectiveKind = Objective["kind"];

/** Compare logits, and make sense for classes and tokens alike. */
export const CLASSIFIER_OBJECTIVES = [
  ...(["forward_kl", "reverse_kl", "jsd", "skew_kl", "skew_reverse_kl", "adaptive_kl", "tvd"] as const),
  ...(["dist", "logit_mse", "dkd", "hard"] as const),
] satisfies ObjectiveKind[];

/** All of them. */
export const LANGUAGE_OBJECTIVES = [
  ...CLASSIFIER_OBJECTIVES,
  ...(["uld", "hidden_cosine", "hidden_mse", "attention", "relation", "sequence_level"] as const),
] satisfies ObjectiveKind[];

/** A number that an objective has beyond weight and temperature. */
export interface Extra {
  key: "alpha" | "beta" | "gamma" | "lambda" | "mu" | "heads";
  sign: string;
  max: number;
}

export const EXTRAS: Partial<Record<ObjectiveKind, Extra[]>> = {
  jsd: [{ key: "beta", sign: "β", max: 1 }],
  skew_kl: [{ key: "lambda", sign: "λ", max: 0.99 }],
  skew_reverse_kl: [{ key: "lambda", sign: "λ", max: 0.99 }],
  adaptive_kl: [{ key: "mu", sign: "μ", max: 0.99 }],
  dist: [
    { key: "beta", sign: "β", max: 1000 },
    { key: "gamma", sign: "γ", max: 1000 },
  ],
  dkd: [
    { key: "alpha", sign: "α", max: 1000 },
    { key: "beta", sign: "β", max: 1000 },
  ],
  relation: [{ key: "heads", sign: "H", max: 1024 }],
};

/** An objective as it starts out; `temperature` where it has one. */
export function objectiveOf(kind: ObjectiveKind, temperature: number): Objective {
  switch (kind) {
    case "hard":
    case "logit_mse":
    case "hidden_cosine":
    case "sequence_level":
      return { kind };
    case "hidden_mse":
    case "attention":
      return { kind, layers: null };
    case "relation":
      return { kind, layer: null, heads: 4 };
    case "jsd":
      return { kind, beta: 0.5, temperature };
    case "skew_kl":
    case "skew_reverse_kl":
      return { kind, lambda: 0.1, temperature };
    case "adaptive_kl":
      return { kind, mu: 0.5, temperature };
    case "dist":
      return { kind, beta: 1, gamma: 1, temperature };
    case "dkd":
      return { kind, alpha: 1, beta: 2, temperature };
    default:
      return { kind, temperature };
  }
}

/** Whether it listens to the teacher's word on each token; the others learn the text as it stands. */
export function hearsTeacher(kind: ObjectiveKind): boolean {
  return kind !== "hard" && kind !== "sequence_level";
}
