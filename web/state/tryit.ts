// One text before the models, and the temperature that softens what they say.

import { signal } from "@preact/signals-core";
import type { Prediction } from "../engine/generated/spec";

export const text = signal("");
export const temperature = signal(1);
export const prediction = signal<Prediction | null>(null);

/** `exp(z/T) / Σ exp(z/T)`, shifted by the largest logit so that nothing overflows. */
export function softmax(logits: readonly number[], at: number): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp((logit - largest) / at));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

export interface ClassBars {
  name: string;
  teacher: number | null;
  student: number | null;
}

/** The `most` likeliest classes of either model, ranked at temperature 1 so that bars keep their place. */
export function classBars(said: Prediction, at: number, most: number): ClassBars[] {
  const shares = (logits: number[] | null, t: number) => (logits ? softmax(logits, t) : null);
  const hard = { teacher: shares(said.teacher, 1), student: shares(said.student, 1) };
  const soft = { teacher: shares(said.teacher, at), student: shares(said.student, at) };
  const weight = (index: number) => Math.max(hard.teacher?.[index] ?? 0, hard.student?.[index] ?? 0);
  return said.classes
    .map((name, index) => ({ name, index }))
    .sort((a, b) => weight(b.index) - weight(a.index))
    .slice(0, most)
    .map(({ name, index }) => ({
      name,
      teacher: soft.teacher?.[index] ?? null,
      student: soft.student?.[index] ?? null,
    }));
}
