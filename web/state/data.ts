import { signal } from "@preact/signals-core";
import type { DataReport, SourceReport } from "../engine/generated/spec";

/** A preset by name, or the user's own rows. */
export type Origin = "languages" | "spam" | "own";

export const origin = signal<Origin>("languages");
/** The user's own file or pasted text; kept while a preset is looked at. */
export const ownFile = signal<File | null>(null);
/** What was typed into the paste box. */
export const pasted = signal("");
/** What the file looks like. */
export const source = signal<SourceReport | null>(null);
/** What is left of it after cleaning; null until it is read. */
export const dataReport = signal<DataReport | null>(null);
/** Whether a file is being read. */
export const reading = signal(false);

export function forgetData(): void {
  source.value = null;
  dataReport.value = null;
}
