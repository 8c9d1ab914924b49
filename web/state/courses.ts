// Numbers that move over a run, and the terms of a language model's loss that have them.

import type { Course, LanguageTerm, LayerPair, Objective } from "../engine/generated/spec";

export const COURSES = ["constant", "linear", "cosine"] as const satisfies readonly Course["kind"][];

/** The number at a share of the steps, from 0 to 1. */
export function courseAt(course: Course, progress: number): number {
  switch (course.kind) {
    case "constant":
      return course.value;
    case "linear":
      return course.from + (course.to - course.from) * progress;
    case "cosine":
      return course.to + (course.from - course.to) * 0.5 * (1 + Math.cos(Math.PI * progress));
  }
}

export function courseEnds(course: Course): [number, number] {
  return course.kind === "constant" ? [course.value, course.value] : [course.from, course.to];
}

/** Another kind of course between the same ends. */
export function courseOf(kind: Course["kind"], like: Course): Course {
  const [from, to] = courseEnds(like);
  return kind === "constant" ? { kind, value: from } : { kind, from, to };
}

/** A term's temperature; null where its objective has none. */
export function temperatureOf({ temperature, objective }: LanguageTerm): Course | null {
  if (!("temperature" in objective)) return null;
  return temperature ?? { kind: "constant", value: objective.temperature };
}

/** Gives a term a temperature; one that does not move is the objective's own. */
export function setTemperature(term: LanguageTerm, course: Course): void {
  if (!("temperature" in term.objective)) return;
  term.objective.temperature = courseEnds(course)[0];
  term.temperature = course.kind === "constant" ? null : course;
}

/** Each term's share of all weights at a share of the steps; all 0 where no term counts. */
export function weightShares(terms: LanguageTerm[], progress: number): number[] {
  const weights = terms.map((term) => Math.max(0, courseAt(term.weight, progress)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (sum > 0 ? weight / sum : 0));
}

/** The layers that an objective names; null where the engine chooses, undefined where it has none. */
export function layersOf(objective: Objective): LayerPair[] | null | undefined {
  if ("layers" in objective) return objective.layers;
  if ("layer" in objective) return objective.layer ? [objective.layer] : null;
  return undefined;
}

/** Names an objective's layers; relations compare one pair, the last. */
export function setLayers(objective: Objective, layers: LayerPair[] | null): void {
  if ("layers" in objective) objective.layers = layers;
  else if ("layer" in objective) objective.layer = layers?.at(-1) ?? null;
}

/** `0→1, 1→3`, the student's layer first; empty where the engine chooses. */
export function layersText(layers: LayerPair[] | null): string {
  return (layers ?? []).map(({ student, teacher }) => `${student}→${teacher}`).join(", ");
}

/** The layers of a text such as `0→1, 1-3 2:5`; null for an empty one, undefined where it says something else. */
export function readLayers(text: string): LayerPair[] | null | undefined {
  if (text.trim() === "") return null;
  const pair = /(\d{1,3})\s*(?:→|->|-|:|>)\s*(\d{1,3})/g;
  if (/[^\s,;]/.test(text.replace(pair, ""))) return undefined;
  return [...text.matchAll(pair)].map(([, student, teacher]) => ({
    student: Number(student),
    teacher: Number(teacher),
  }));
}
