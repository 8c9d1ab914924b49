// The text that language models learn.

import { signal } from "@preact/signals-core";
import type { CorpusReport } from "../engine/generated/spec";

/** A preset by name, or the user's own text. */
export const TEXT_ORIGINS = ["northanger", "arithmetic", "own"] as const;
export type TextOrigin = (typeof TEXT_ORIGINS)[number];

export const textOrigin = signal<TextOrigin>("northanger");
/** The user's own file or pasted text; kept while a preset is looked at. */
export const ownText = signal<File | null>(null);
/** What was typed into the paste box. */
export const pastedText = signal("");
/** What was read and how it was divided; null until then. */
export const corpus = signal<CorpusReport | null>(null);
/** Whether a text is being read. */
export const readingText = signal(false);
