// The engine as the wasm artefacts export it: what `crates/wasm/src/lab.rs` builds, one module per lane.

import type * as generated from "./generated/lab";
import type { BrowserLane } from "./protocol";

type Method = Exclude<keyof generated.Lab, "free" | "checkModel" | "checkObjectives" | symbol>;

/** One run at a time; no two methods may overlap. Every method throws an `ErrorReport`. */
export type Lab = Pick<generated.Lab, Method>;

/** What needs no open lane, and `create`, whose argument is what the browser calls the device. */
export type LabClass = Pick<
  typeof generated.Lab,
  "create" | "preset" | "forFile" | "checkRecipe" | "languagePreset" | "languageForFile" | "checkLanguageRecipe"
>;

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
