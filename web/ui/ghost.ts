// Where controls will stand, while the engine loads.

import { html, nothing, type TemplateResult } from "lit";
import { boot } from "../state/boot";

export function ghost(): TemplateResult | typeof nothing {
  if (boot.value !== "loading") return nothing;
  return html`<div class="ghost" aria-hidden="true"><i></i><i></i><i></i></div>`;
}
