// The engine as the wasm artefacts export it: what `crates/wasm` builds, one module per lane.

import type { DataReport, Prediction, Recipe, Report, SourceReport } from "./generated/spec";
import type { BrowserLane } from "./protocol";

/** One run at a time; no two methods may overlap. Every method throws an `ErrorReport`. */
export interface Lab {
  device(): string;
  look(name: string, head: Uint8Array, bytes: number): SourceReport;
  load(recipe: Recipe, file: Blob): DataReport;
  start(recipe: Recipe): void;
  step(): Promise<Report>;
  skip(): void;
  predict(text: string): Promise<Prediction>;
  timeSteps(count: number): Promise<number[]>;
  exportStudent(): Uint8Array<ArrayBuffer>;
}

export interface LabClass {
  create(): Promise<Lab>;
  preset(name: string): Recipe;
  forFile(name: string): Recipe;
  checkRecipe(json: string): Recipe;
}

interface Artefact {
  default(options: { module_or_path: BufferSource }): Promise<unknown>;
  Lab: LabClass;
}

/** An artefact that was not built is absent here and refused when it is opened. */
const artefacts = import.meta.glob<Artefact>("./wasm/*/stillroom_wasm.js");

/** Instantiates a lane's artefact and initialises its device. */
export async function openLab(lane: BrowserLane, wasm: ArrayBuffer): Promise<{ Class: LabClass; lab: Lab }> {
  const load = artefacts[`./wasm/${lane}/stillroom_wasm.js`];
  if (!load) throw new Error(`The ${lane} artefact is not part of this build.`);
  const artefact = await load();
  await artefact.default({ module_or_path: wasm });
  return { Class: artefact.Lab, lab: await artefact.Lab.create() };
}
