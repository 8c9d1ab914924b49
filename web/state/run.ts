// Where the run is. One report changes one thing.

import { computed, signal } from "@preact/signals-core";
import type { Phase, Report, RunReport, StepReport, TeacherCard } from "../engine/generated/spec";

export type RunStatus = "idle" | "starting" | "running" | "paused" | "done" | "failed";
export type Role = "teacher" | "student" | "control";
export const ROLES = ["teacher", "student", "control"] as const satisfies readonly Role[];

/** A stretch of the run, for the progress strip. */
export interface Stretch {
  phase: Phase;
  pair: number;
  done: number;
  total: number;
}

export const status = signal<RunStatus>("idle");
export const stretches = signal<Stretch[]>([]);
export const pairs = signal(1);
export const lastStep = signal<StepReport | null>(null);
export const card = signal<TeacherCard | null>(null);
export const report = signal<RunReport | null>(null);
/** As counted by the engine. */
export const parameters = signal<Partial<Record<Role, number>>>({});

export const stretch = computed(() => stretches.value.at(-1) ?? null);
export const phase = computed<Phase | null>(() => stretch.value?.phase ?? null);
export const active = computed(() => status.value !== "idle" && status.value !== "starting");

export function isRole(name: Phase): name is Role {
  return name === "teacher" || name === "student" || name === "control";
}

export function clearRun(): void {
  stretches.value = [];
  lastStep.value = null;
  card.value = null;
  report.value = null;
  parameters.value = {};
  pairs.value = 1;
}

/** What concerns every run, and a classifier's results; those of language models are `language-run`'s. */
export function takeReport(next: Report): void {
  switch (next.type) {
    case "phase":
      beginPhase(next);
      break;
    case "step":
      lastStep.value = next;
      advance(next.step, next.steps);
      break;
    case "progress":
      progress(next);
      break;
    case "card":
      card.value = next;
      break;
    case "done":
      report.value = next;
      status.value = "done";
      break;
    case "language_done":
      status.value = "done";
      break;
  }
}

function beginPhase(next: Extract<Report, { type: "phase" }>): void {
  stretches.value = [...settle(stretches.value), { phase: next.phase, pair: next.pair, done: 0, total: next.steps }];
  pairs.value = next.pairs;
  if (isRole(next.phase) && next.parameters > 0) {
    parameters.value = { ...parameters.value, [next.phase]: next.parameters };
  }
}

/** Work that is no training has no phase report of its own: its first progress begins it. */
function progress({ phase: name, done, total }: Extract<Report, { type: "progress" }>): void {
  if (phase.value !== name) {
    stretches.value = [...settle(stretches.value), { phase: name, pair: 0, done: 0, total }];
  }
  advance(done, total);
}

/** A phase that ended early takes no more than it took. */
function settle(all: Stretch[]): Stretch[] {
  return all.map((one) => (one.done < one.total ? { ...one, total: one.done } : one));
}

function advance(done: number, total: number): void {
  const all = stretches.value;
  const last = all.at(-1);
  if (last) stretches.value = [...all.slice(0, -1), { ...last, done, total }];
}

/** Share of the planned optimizer steps that are taken. */
export function progressOf(all: Stretch[], planned: number): number {
  const done = all.filter((one) => isRole(one.phase)).reduce((sum, one) => sum + one.done, 0);
  return planned > 0 ? Math.min(1, done / planned) : 0;
}
