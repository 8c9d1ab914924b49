// The teacher before anything is distilled: is it worth learning from?

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { percent } from "../../i18n/format";
import { card } from "../../state/run";
import { icons } from "../../ui/icons";

function mark(kind: string, at: number, label: string): TemplateResult {
  return html`<div class="mark ${kind}" style="left:${at * 100}%" title=${label}></div>`;
}

function row(kind: string, name: string, value: number): TemplateResult {
  return html`<div><dt><i class=${kind}></i>${name}</dt><dd>${percent(value)}</dd></div>`;
}

/** The card's place before it is written, so that nothing moves when it is. */
function emptyCard(): TemplateResult {
  return html`<section class="report-card waiting">
    <h3>${t("card.title")}</h3>
    <div class="ruler"></div>
    <p class="help">${t("card.waiting")}</p>
  </section>`;
}

export function reportCard(): TemplateResult {
  const found = card.value;
  if (!found) return emptyCard();
  const { accuracy, accuracy_interval: interval } = found.metrics;
  const width = (interval[1] - interval[0]) * 100;
  return html`<section class="report-card" data-testid="report-card">
    <h3>${t("card.title")}</h3>
    <div class="ruler">
      <div class="interval-bar" style="left:${interval[0] * 100}%;width:${width}%"></div>
      ${mark("majority", found.majority_accuracy, t("card.majority"))}
      ${found.control_accuracy == null ? nothing : mark("control", found.control_accuracy, t("card.control"))}
      ${mark("teacher", accuracy, t("card.teacher"))}
    </div>
    <dl>
      ${row("teacher", t("card.teacher"), accuracy)}
      ${found.control_accuracy == null ? nothing : row("control", t("card.control"), found.control_accuracy)}
      ${row("majority", t("card.majority"), found.majority_accuracy)}
    </dl>
    ${found.warnings.map(
      (warning) => html`<p class="warning" data-warning=${warning}>${icons.warning}${t(`warning.${warning}`)}</p>`,
    )}
  </section>`;
}
