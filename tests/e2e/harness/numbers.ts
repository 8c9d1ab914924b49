// What must be the same in two runs, and how far numbers lie apart.

import type { ModelReport, Report, RunReport, StepReport } from "../../../web/engine/generated/spec";

type Step = Extract<Report, { type: "step" }>;

export function stepsOf(reports: Report[]): Step[] {
  return reports.filter((report) => report.type === "step");
}

/** What a step computed, without how long it took. */
export function computed({ phase, pair, step, loss, parts, grad_norm, validation }: StepReport) {
  return { phase, pair, step, loss, parts, grad_norm, validation };
}

function timeless(model: ModelReport | null) {
  if (!model) return null;
  const { latency: _, peak_memory_bytes: __, training, ...rest } = model;
  return { ...rest, steps: training?.steps, best_epoch: training?.best_epoch };
}

/** A report without the clock's and the memory's share in it. */
export function metricsOf({ data, teacher, student, control, verdict }: RunReport) {
  return { data, verdict, teacher: timeless(teacher), student: timeless(student), control: timeless(control) };
}

/** The largest distance of two series, relative to the larger of the two numbers and 1e-3. */
export function farthest(a: number[], b: number[]): number {
  return Math.max(...a.map((x, at) => Math.abs(x - (b[at] ?? Number.NaN)) / Math.max(Math.abs(x), 1e-3)));
}

export function softmax(logits: number[]): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
