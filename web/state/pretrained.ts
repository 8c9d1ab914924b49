// Models of others: those that the browser keeps, those at hand, and what is being done with one.

import { signal } from "@preact/signals-core";
import type { ModelCard } from "../engine/generated/spec";
import type { Room, StoredModel } from "../engine/models/store";

/** What is being done with a model; one at a time. */
export interface ModelWork {
  kind: "download" | "keep" | "open";
  /** The model. */
  name: string;
  /** The file in hand; empty where that says nothing. */
  file: string;
  /** Bytes that are done. */
  done: number;
  /** Bytes of the whole; null where nobody knows. */
  of: number | null;
}

/** Null until the browser was asked; none as well where it keeps no files. */
export const storedModels = signal<StoredModel[] | null>(null);
/** Whether this browser has private files for pages. */
export const storeIsThere = signal(true);
/** What the browser gives this page for files; null where it does not tell. */
export const room = signal<Room | null>(null);
/** Models that a lane can be given, by name. */
export const cards = signal<Record<string, ModelCard>>({});
export const modelWork = signal<ModelWork | null>(null);

export function putCard(card: ModelCard): void {
  cards.value = { ...cards.value, [card.name]: card };
}

export function dropCard(name: string): void {
  const { [name]: _, ...others } = cards.value;
  cards.value = others;
}

/** Whether the browser keeps a whole model of the name. */
export function isStored(name: string): boolean {
  return storedModels.value?.some((model) => model.name === name && model.complete) ?? false;
}

/** How far the work is, from 0 to 1; null where nobody knows. */
export function shareDone({ done, of }: ModelWork): number | null {
  return of === null || of <= 0 ? null : Math.min(1, done / of);
}

/** Copies of each weight that tuning all of a model holds: itself, its gradient, and AdamW's two moments. */
const COPIES_OF_TUNED = 4;

/** Bytes that a model's weights take on the device, without the activations. */
export function bytesHere({ device_bytes: bytes }: ModelCard, tunesAll: boolean): number {
  return tunesAll ? COPIES_OF_TUNED * bytes : bytes;
}
