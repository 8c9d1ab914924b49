// The three models side by side on the test rows.

import { html, nothing, type TemplateResult } from "lit";
import type { ModelReport, RunReport } from "../../engine/generated/spec";
import { type MessageKey, t } from "../../i18n";
import { bytes, count, decimals, milliseconds, percent, seconds } from "../../i18n/format";
import { ROLES, type Role, report } from "../../state/run";
import { panelHead } from "../../ui/panel";
import { View } from "../../ui/view";
import "./metrics.css";

interface Row {
  key: string;
  of(model: ModelReport): string | null;
}

const ROWS: Row[] = [
  { key: "macro_f1", of: (m) => decimals(m.test.macro_f1, 3) },
  { key: "nll", of: (m) => decimals(m.test.nll, 3) },
  { key: "calibration", of: (m) => decimals(m.test.calibration_error, 3) },
  { key: "agreement", of: (m) => (m.test.agreement == null ? null : percent(m.test.agreement)) },
  { key: "parameters", of: (m) => count(m.parameters) },
  { key: "bytes", of: (m) => bytes(m.bytes) },
  { key: "p50", of: (m) => (m.latency ? milliseconds(m.latency.p50_ms) : null) },
  { key: "p95", of: (m) => (m.latency ? milliseconds(m.latency.p95_ms) : null) },
  { key: "throughput", of: (m) => (m.latency ? count(m.latency.texts_per_second) : null) },
  { key: "training", of: (m) => (m.training ? seconds(m.training.seconds) : null) },
  { key: "memory", of: (m) => (m.peak_memory_bytes == null ? null : bytes(m.peak_memory_bytes)) },
];

interface Shown {
  role: Role;
  model: ModelReport | null;
}

/** Accuracies with their intervals on one axis that starts where the differences are. */
function accuracyStrip(shown: Shown[]): TemplateResult {
  const lows = shown.flatMap(({ model }) => (model ? [model.test.accuracy_interval[0]] : []));
  const low = Math.max(0, Math.floor((Math.min(...lows) - 0.02) * 20) / 20);
  const x = (value: number) => (100 * (value - low)) / (1 - low);
  return html`<div class="accuracies">
    ${shown.map(({ role, model }) => (model ? accuracyRow(role, model, x) : nothing))}
    <div class="accuracy-axis"><span>${percent(low, 0)}</span><span>${t("metric.accuracy")}</span><span>${percent(1, 0)}</span></div>
  </div>`;
}

function accuracyRow(role: Role, { test }: ModelReport, x: (value: number) => number): TemplateResult {
  const [low, high] = test.accuracy_interval;
  const words = t("metric.accuracy_of", { value: percent(test.accuracy), low: percent(low), high: percent(high) });
  return html`<div class="accuracy-row" title=${words}>
    <span class="name">${t(`role.${role}`)}</span>
    <div class="track ${role}" role="img" aria-label=${words}>
      <i class="range" style="left:${x(low)}%;width:${x(high) - x(low)}%"></i><i class="point" style="left:${x(test.accuracy)}%"></i>
    </div>
    <b>${percent(test.accuracy)}</b>
  </div>`;
}

function row({ key, of }: Row, shown: Shown[]): TemplateResult {
  return html`<tr>
    <th scope="row" title=${t(`metric.${key}.help` as MessageKey)}>${t(`metric.${key}` as MessageKey)}</th>
    ${shown.map(({ model }) => html`<td>${(model && of(model)) ?? "–"}</td>`)}
  </tr>`;
}

function table(shown: Shown[]): TemplateResult {
  return html`<div class="scroller"><table class="metrics" data-testid="metrics">
    <thead><tr><td></td>${shown.map(({ role }) => html`<th scope="col"><span class="swatch ${role}"></span>${t(`role.${role}`)}</th>`)}</tr></thead>
    <tbody>${ROWS.map((one) => row(one, shown))}</tbody>
  </table></div>`;
}

function provenance(run: RunReport): string {
  const lane = t(`lane.${run.environment.lane}` as MessageKey);
  return t("metrics.where", { rows: count(run.student.test.rows), lane, device: run.environment.device });
}

class MetricsView extends View {
  protected override render() {
    const run = report.value;
    const shown = ROLES.map((role) => ({ role, model: run ? run[role] : null }));
    return html`${panelHead({ title: t("metrics.title") })}
      <div class="body">
        ${run ? html`${accuracyStrip(shown)}${table(shown)}<p class="help">${provenance(run)}</p>` : html`<p class="empty-note">${t("metrics.empty")}</p>`}
      </div>`;
  }
}

customElements.define("sr-metrics", MetricsView);
