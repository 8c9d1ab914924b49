// A model drawn to scale: area is parameters.

import { html, type TemplateResult } from "lit";
import type { Role } from "../state/run";

/** Pixels of the largest square's side. */
export const LARGEST_SIDE = 116;
/** No model vanishes. */
const SMALLEST_SIDE = 3;

export function sideOf(parameters: number, largest: number): number {
  return Math.max(SMALLEST_SIDE, LARGEST_SIDE * Math.sqrt(parameters / largest));
}

export function scaleSquare(role: Role, parameters: number, largest: number, name: string): TemplateResult {
  const side = sideOf(parameters, largest);
  return html`<div class="square ${role}" role="img" aria-label=${name} style="width:${side}px;height:${side}px"></div>`;
}
