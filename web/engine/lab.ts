// The engine as the wasm artefacts export it: what `crates/wasm/src/lab.rs` builds, one module per lane.

import type { DataReport, Prediction, Recipe, Report, SourceReport } from "./generated/spec";
import type { BrowserLane } from "./protocol";

/** One run at a time; no two methods may overlap. Every method throws an `ErrorReport`. */
export interface Lab {
  device(): string;
  look(name: string, head: Uint8Array, bytes?: number): SourceReport;
  load(recipe: Recipe, name: string, file: Blob): DataReport;
  start(recipe: Recipe): void;
  step(): Promise<Report>;
  skip(): void;
  predict(text: string): Promise<Prediction>;
  /** Compiles the kernels that a run of the recipe needs. */
  warmUp(recipe: Recipe): Promise<void>;
  timeSteps(recipe: Recipe, count: number): Promise<number[]>;
  exportStudent(): Promise<Uint8Array<ArrayBuffer>>;
}

export interface LabClass {
  /** `name` is what the browser calls the device; the engine names it where the browser cannot. */
  create(name?: string): Promise<Lab>;
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

/** A lane's artefact, instantiated, and its device, initialised. */
export interface Opened {
  Class: LabClass;
  lab: Lab;
}

export async function openLab(lane: BrowserLane, wasm: ArrayBuffer, name?: string): Promise<Opened> {
  const load = artefacts[`./wasm/${lane}/stillroom_wasm.js`];
  if (!load) throw new Error(`The ${lane} artefact is not part of this build.`);
  const artefact = await load();
  await artefact.default({ module_or_path: wasm });
  return { Class: artefact.Lab, lab: await artefact.Lab.create(name) };
}
