// What writing batches took, and what keeping the teacher's outputs loses and saves.

import { html, nothing, svg, type TemplateResult } from "lit";
import type {
  AlignmentReport,
  CacheCost,
  CachePoint,
  ControlBudget,
  LanguageRunReport,
  OnPolicyCost,
} from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { count, percent, seconds, significant } from "../../../i18n/format";
import { cacheWords } from "./cache-words";

const WIDTH = 280;
const HEIGHT = 92;
const [LEFT, RIGHT, TOP, FLOOR] = [8, 272, 18, 70];
/** Nats below which a curve is flat to the eye. */
const LEAST = 1e-4;

function policy({ batches, tokens, share_of_time }: OnPolicyCost): TemplateResult {
  const words = t("costs.policy", { batches: count(batches), tokens: count(tokens), share: percent(share_of_time, 0) });
  return html`<section class="cost" data-testid="policy-cost"><h3>${t("policy.title")}</h3><p class="help">${words}</p>
    <i class="share" style="--share:${Math.min(1, share_of_time)}" aria-hidden="true"></i></section>`;
}

/** Both axes are logarithmic: each size keeps twice as much as the one before. */
function scales(curve: CachePoint[]) {
  const log = (value: number) => Math.log(Math.max(LEAST, value));
  const sizes = curve.map((point) => Math.log(point.top_k));
  const losses = curve.map((point) => log(point.kl));
  const place = (value: number, all: number[], from: number, to: number) => {
    const [low, high] = [Math.min(...all), Math.max(...all)];
    return from + ((to - from) * (value - low)) / Math.max(1e-9, high - low);
  };
  return {
    x: (top_k: number) => place(Math.log(top_k), sizes, LEFT, RIGHT),
    y: (kl: number) => place(log(kl), losses, FLOOR, TOP),
  };
}

function figure({ curve, top_k }: CacheCost): TemplateResult | typeof nothing {
  if (curve.length < 2) return nothing;
  const { x, y } = scales(curve);
  const at = curve.find((point) => point.top_k === top_k);
  const line = curve.map((point) => `${x(point.top_k)},${y(point.kl)}`).join(" ");
  const words = curve.map((point) => `k ${point.top_k}: ${significant(point.kl, 2)}`).join(", ");
  return html`<svg class="cache-curve" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${t("costs.curve")}: ${words}">
    ${svg`<polyline points=${line} />
    ${curve.map(
      (
        point,
      ) => svg`<circle class=${point === at ? "kept" : ""} cx=${x(point.top_k)} cy=${y(point.kl)} r=${point === at ? 5 : 2.5} />
      <text x=${x(point.top_k)} y=${HEIGHT - 6} text-anchor="middle">${point.top_k}</text>`,
    )}
    ${at ? svg`<text class="said" x=${x(at.top_k)} y=${Math.max(11, y(at.kl) - 9)} text-anchor="middle">${significant(at.kl, 2)}</text>` : nothing}`}
  </svg>`;
}

function cache(cost: CacheCost): TemplateResult {
  return html`<section class="cost" data-testid="cache-cost"><h3>${t("cache.title")}</h3><p class="help">${cacheWords(cost)}</p>
    ${figure(cost)}<p class="help">${t("costs.curve")}</p></section>`;
}

function alignmentPart({ compared, paired }: AlignmentReport): TemplateResult {
  const words = t("costs.alignment", { compared: percent(compared, 0), paired: percent(paired, 0) });
  return html`<section class="cost" data-testid="alignment"><h3>${t("alignment.title")}</h3><p class="help">${words}</p>
    <i class="share" style="--share:${Math.min(1, compared)}" aria-hidden="true"></i></section>`;
}

function budgetPart({ control_seconds, student_seconds }: ControlBudget): TemplateResult {
  const words = t("costs.control", { control: seconds(control_seconds), student: seconds(student_seconds) });
  return html`<section class="cost" data-testid="control-budget"><h3>${t("control.budget")}</h3><p class="help">${words}</p></section>`;
}

export function costs(run: LanguageRunReport): TemplateResult | typeof nothing {
  const { on_policy, cache: kept, alignment, control_budget } = run;
  if (!on_policy && !kept && !alignment && !control_budget) return nothing;
  return html`<div class="costs">${on_policy ? policy(on_policy) : nothing}${kept ? cache(kept) : nothing}
    ${alignment ? alignmentPart(alignment) : nothing}${control_budget ? budgetPart(control_budget) : nothing}</div>`;
}
