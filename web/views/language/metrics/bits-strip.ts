// Bits per byte of each model on one axis; each pair is a point of its own.

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../../i18n";
import { decimals } from "../../../i18n/format";
import type { Entry } from "./language-metrics";

/** From bits to percent of the width, over all models and pairs, with room at both ends. */
function axisOf(entries: Entry[]): { low: number; high: number; x(bits: number): number } {
  const all = entries.flatMap(({ model }) => model?.bits_per_byte_by_pair ?? []);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = Math.max(0.02, 0.1 * (most - least));
  const [low, high] = [Math.max(0, least - room), most + room];
  return { low, high, x: (bits) => (100 * (bits - low)) / (high - low) };
}

function row({ role, name, model }: Entry, x: (bits: number) => number): TemplateResult | typeof nothing {
  if (!model) return nothing;
  const bits = decimals(model.test.bits_per_byte, 3);
  const words = `${name}: ${bits} ${t("bits.unit")}`;
  return html`<div class="accuracy-row" title=${words}>
    <span class="name">${name}</span>
    <div class="track ${role}" role="img" aria-label=${words}>
      ${model.bits_per_byte_by_pair.map((one) => html`<i class="point" style="left:${x(one)}%"></i>`)}
    </div>
    <b>${bits}</b>
  </div>`;
}

export function bitsStrip(entries: Entry[]): TemplateResult {
  const { low, high, x } = axisOf(entries);
  return html`<div class="accuracies">
    ${entries.map((entry) => row(entry, x))}
    <div class="accuracy-axis"><span>${decimals(low, 2)}</span><span>← ${t("bits.better")} · ${t("bits.unit")}</span><span>${decimals(high, 2)}</span></div>
  </div>`;
}
