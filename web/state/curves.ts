// The points of the live charts. Losses are averaged over equal stretches of steps, so that a long run stays light.

import { signal } from "@preact/signals-core";
import type { StepReport } from "../engine/generated/spec";
import { isRole, type Role } from "./run";

/** Points that a loss curve has at most. */
const POINTS = 160;

export interface Curve {
  role: Role;
  pair: number;
  /** Steps that it will have at most. */
  steps: number;
  /** Steps averaged into one point. */
  stride: number;
  sums: number[];
  counts: number[];
  /** One per epoch. */
  validation: { step: number; accuracy: number; bits: number | null }[];
}

/** Changed in place; `revision` says when. */
const curves = new Map<string, Curve>();
export const revision = signal(0);

export function clearCurves(): void {
  curves.clear();
  revision.value++;
}

export function allCurves(): Curve[] {
  return [...curves.values()];
}

export function takeSteps(steps: StepReport[]): void {
  for (const step of steps) takeStep(step);
  if (steps.length > 0) revision.value++;
}

function takeStep(step: StepReport): void {
  if (!isRole(step.phase)) return;
  const curve = curveOf(step.phase, step.pair, step.steps);
  const at = Math.floor((step.step - 1) / curve.stride);
  curve.sums[at] = (curve.sums[at] ?? 0) + step.loss;
  curve.counts[at] = (curve.counts[at] ?? 0) + 1;
  if (!step.validation) return;
  const { accuracy, bits_per_byte: bits } = step.validation;
  curve.validation.push({ step: step.step, accuracy, bits });
}

function curveOf(role: Role, pair: number, steps: number): Curve {
  const key = `${role} ${pair}`;
  const known = curves.get(key);
  if (known) return known;
  const stride = Math.max(1, Math.ceil(steps / POINTS));
  const fresh: Curve = { role, pair, steps, stride, sums: [], counts: [], validation: [] };
  curves.set(key, fresh);
  return fresh;
}

/** `[steps, mean losses]`; a point stands at the middle of its stretch. */
export function lossPoints({ stride, sums, counts }: Curve): [number[], number[]] {
  const xs = sums.map((_, at) => at * stride + ((counts[at] ?? 1) + 1) / 2);
  return [xs, sums.map((sum, at) => sum / (counts[at] ?? 1))];
}

/** `[steps, accuracies]`. */
export function accuracyPoints({ validation }: Curve): [number[], number[]] {
  return [validation.map((v) => v.step), validation.map((v) => v.accuracy)];
}

/** `[steps, bits per byte]`, of language models. */
export function bitsPoints({ validation }: Curve): [number[], number[]] {
  const known = validation.flatMap(({ step, bits }) => (bits === null ? [] : [{ step, bits }]));
  return [known.map((v) => v.step), known.map((v) => v.bits)];
}
