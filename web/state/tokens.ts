// One text, token by token, as teacher and student see it.

import { computed, signal } from "@preact/signals-core";
import type { TokenJudgement } from "../engine/generated/spec";
import { stretches } from "./run";

/** Letters of a text that is looked at; models see fewer tokens still. */
export const MOST_LETTERS = 2000;

export const MEASURES = ["kl", "teacher", "student"] as const;
export type Measure = (typeof MEASURES)[number];

export const tokenText = signal("");
/** Whether the text is the user's own, and not one that was suggested. */
export const tokenTextIsOwn = signal(false);
export const measure = signal<Measure>("kl");
export const judgements = signal<TokenJudgement[]>([]);
/** Place of the chosen token; null until the user or the first answer chooses. */
export const chosen = signal<number | null>(null);

/** Nats at which a colour is full; beyond it all are the same. An even guess over 512 tokens costs 6.2. */
export const FULL: Record<Measure, number> = { kl: 2, teacher: 8, student: 8 };

export function natsOf(token: TokenJudgement, by: Measure): number | null {
  if (by === "kl") return token.kl;
  return by === "teacher" ? token.teacher_nll : token.student_nll;
}

/** Depth of a token's colour, from 0 to 1: the root, since most values are small. */
export function heatOf(token: TokenJudgement, by: Measure): number {
  const value = natsOf(token, by);
  return value === null ? 0 : Math.sqrt(Math.min(1, Math.max(0, value / FULL[by])));
}

/** The nats of half a colour's depth. */
export function halfHeat(by: Measure): number {
  return FULL[by] / 4;
}

/** Mean over all tokens that have a value; null where none has. */
export function meanOf(tokens: readonly TokenJudgement[], by: Measure): number | null {
  const values = tokens.flatMap((token) => natsOf(token, by) ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export const chosenToken = computed(() => judgements.value[chosen.value ?? -1] ?? null);

/** The place whose value is largest. */
function worst(tokens: readonly TokenJudgement[], by: Measure): number | null {
  const values = tokens.map((token) => natsOf(token, by) ?? Number.NEGATIVE_INFINITY);
  const largest = Math.max(...values);
  return Number.isFinite(largest) ? values.indexOf(largest) : null;
}

/** Shows what the models say now. The first answer chooses a token; later ones leave the choice where it is. */
export function takeJudgements(next: TokenJudgement[]): void {
  judgements.value = next;
  if (chosen.value !== null && chosen.value < next.length) return;
  chosen.value = worst(next, "kl") ?? worst(next, "teacher") ?? worst(next, "student");
}

/** Who is compared with the teacher: before the student begins, its twin answers in its place. */
export const pupil = computed<"student" | "control">(() =>
  stretches.value.some((one) => one.phase === "student") ? "student" : "control",
);

export function clearJudgements(): void {
  judgements.value = [];
  chosen.value = null;
}

/** The place that a key leads to, or null where the key means nothing here. */
export function placeAfter(key: string, from: number, count: number): number | null {
  const steps: Record<string, number> = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: count - 1 };
  const to = steps[key];
  return to === undefined ? null : Math.min(count - 1, Math.max(0, to));
}

/** Marks for what cannot be seen. */
const MARKS: Record<string, string> = { "\n": "↵", "\r": "␍", "\t": "⇥", "": "∅" };

/** A token that stands by itself, with its spaces as marks. */
export function markedToken(token: string): string {
  if (token === "") return MARKS[""] ?? "";
  return token.replace(/[\n\r\t]/g, (letter) => MARKS[letter] ?? letter).replace(/^ | $/g, "␣");
}
