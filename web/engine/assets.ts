// Everything that the page will ever need, fetched while it loads. Afterwards it makes no request.

import languages from "../../crates/data/presets/languages.csv?url";
import northanger from "../../crates/data/presets/northanger_abbey.txt?url";
import spam from "../../crates/data/presets/spam.csv?url";
import type { BrowserLane } from "./protocol";
import workerUrl from "./worker?worker&url";

const wasm = import.meta.glob<string>("./wasm/*/stillroom_wasm_bg.wasm", {
  query: "?url",
  import: "default",
  eager: true,
});

export const PRESETS = { languages, spam } as const;
export type PresetName = keyof typeof PRESETS;

/** Texts for language models. */
export const TEXTS = { northanger } as const;
export type TextName = keyof typeof TEXTS;

export function isPreset(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}

export function isText(name: string): name is TextName {
  return Object.hasOwn(TEXTS, name);
}

async function get(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  return response;
}

export async function fetchPreset(name: PresetName): Promise<File> {
  const blob = await (await get(PRESETS[name])).blob();
  return new File([blob], `${name}.csv`, { type: "text/csv" });
}

export async function fetchText(name: TextName): Promise<File> {
  const blob = await (await get(TEXTS[name])).blob();
  return new File([blob], `${name}.txt`, { type: "text/plain" });
}

export function hasArtefact(lane: BrowserLane): boolean {
  return Object.hasOwn(wasm, `./wasm/${lane}/stillroom_wasm_bg.wasm`);
}

/** The bytes of a lane's artefact. */
export async function fetchArtefact(lane: BrowserLane): Promise<ArrayBuffer> {
  const url = wasm[`./wasm/${lane}/stillroom_wasm_bg.wasm`];
  if (!url) throw new Error(`The ${lane} artefact is not part of this build.`);
  return (await get(url)).arrayBuffer();
}

/**
 * The address of the worker's script, held in memory: a lane that hangs is ended and started again, and that must
 * not cost a request. The development server's script imports by address, so there it stays where it is.
 */
export async function fetchWorker(): Promise<string> {
  if (import.meta.env.DEV) return workerUrl;
  const script = await (await get(workerUrl)).blob();
  return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
}
