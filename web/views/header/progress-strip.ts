// How far the run has come: one strip whose colours are the models'.

import { html, nothing, type TemplateResult } from "lit";
import { type MessageKey, t } from "../../i18n";
import { count, seconds, significant } from "../../i18n/format";
import { boot } from "../../state/boot";
import { isChanged, isLoaded, isReading, outcome, planned } from "../../state/present";
import { isRole, lastStep, pairs, type Stretch, status, stretch, stretches } from "../../state/run";
import { task } from "../../state/task";
import { View } from "../../ui/view";

/** What early stopping saves is given back to the strip. */
function scaleOf(all: Stretch[], planned: number): number {
  return status.value === "done"
    ? Math.max(
        1,
        all.reduce((sum, one) => sum + one.done, 0),
      )
    : planned;
}

function segments(): TemplateResult {
  const trained = stretches.value.filter((one) => isRole(one.phase));
  const scale = scaleOf(trained, Math.max(1, planned.value));
  return html`<div class="strip" aria-hidden="true">
    ${trained.map((one) => html`<i class=${one.phase} style="width:${(100 * one.done) / scale}%"></i>`)}
  </div>`;
}

/** Of several teachers or pairs, which one. */
function isNumbered(phase: Stretch["phase"]): boolean {
  return isRole(phase) && pairs.value > 1;
}

function stepText({ phase, pair, done, total }: Stretch): string {
  const name = t(`phase.${phase}`);
  const which = isNumbered(phase) ? ` ${t("status.pair", { n: pair + 1, of: pairs.value })}` : "";
  const steps = total > 0 ? ` · ${count(done)} / ${count(total)}` : "";
  return `${name}${which}${steps}`;
}

function idleText(): MessageKey {
  if (boot.value !== "ready") return boot.value === "failed" ? "status.failed" : "status.loading";
  const isLanguage = task.value === "language_model";
  if (isReading.value) return isLanguage ? "status.reading_text" : "status.reading";
  if (isLoaded.value) return "status.ready";
  return isLanguage ? "status.waiting_text" : "status.waiting";
}

function statusText(): string {
  const now = status.value;
  if (now === "done" && outcome.value) return t("status.done", { time: seconds(outcome.value.seconds) });
  if (now === "idle") return t(idleText());
  if (now === "failed") return t("status.failed");
  if (!stretch.value) return t("status.starting");
  return now === "paused" ? `${t("status.paused")} · ${stepText(stretch.value)}` : stepText(stretch.value);
}

function speed(): TemplateResult | typeof nothing {
  const step = lastStep.value;
  if (!step || (status.value !== "running" && status.value !== "paused")) return nothing;
  const rate = t("status.speed", { ms: significant(step.milliseconds, 2), tokens: count(step.tokens_per_second) });
  return html`<span class="speed">${rate}</span>`;
}

/** On a small screen the verdict is far below. */
function verdictLink(): TemplateResult | typeof nothing {
  if (status.value !== "done" || !outcome.value) return nothing;
  return html`<a href="#verdict">${t(`verdict.${outcome.value.verdict.kind}`)}</a>`;
}

/** An element of its own: it redraws with every step, the rest of the header does not. */
class ProgressStrip extends View {
  protected override render() {
    const now = status.value;
    return html`<p class="status">
        <span data-testid="status" data-status=${now} data-phase=${stretch.value?.phase ?? "none"}>${statusText()}</span>
        ${isChanged.value && now !== "idle" ? html`<em>${t("status.changed")}</em>` : html`${speed()}${verdictLink()}`}
      </p>
      ${segments()}`;
  }
}

customElements.define("sr-progress", ProgressStrip);
