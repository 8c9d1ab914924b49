// The three models side by side on the test rows.

import { html, nothing, type TemplateResult } from "lit";
import type { ModelReport, RunReport } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { bytes, count, decimals, milliseconds, percent, seconds } from "../../i18n/format";
import { ROLES, type Role, report } from "../../state/run";
import { saveJson } from "../../ui/download";
import { icons } from "../../ui/icons";
import { panelHead } from "../../ui/panel";
import { View } from "../../ui/view";
import "./metrics.css";

/** A model's number for people; null where it has none. */
type Shown = (model: ModelReport) => string | null;

const ROWS = {
  accuracy: (m) => percent(m.test.accuracy),
  macro_f1: (m) => decimals(m.test.macro_f1, 3),
  nll: (m) => decimals(m.test.nll, 3),
  calibration: (m) => decimals(m.test.calibration_error, 3),
  agreement: (m) => (m.test.agreement == null ? null : percent(m.test.agreement)),
  parameters: (m) => count(m.parameters),
  bytes: (m) => bytes(m.bytes),
  p50: (m) => (m.latency ? milliseconds(m.latency.p50_ms) : null),
  p95: (m) => (m.latency ? milliseconds(m.latency.p95_ms) : null),
  throughput: (m) => (m.latency ? count(m.latency.texts_per_second) : null),
  training: (m) => (m.training ? seconds(m.training.seconds) : null),
  memory: (m) => (m.peak_memory_bytes == null ? null : bytes(m.peak_memory_bytes)),
} satisfies Record<string, Shown>;

type Key = keyof typeof ROWS;
const KEYS = Object.keys(ROWS) as Key[];

interface Entry {
  role: Role;
  model: ModelReport | null;
}

/** Accuracies with their intervals on one axis that starts where the differences are. */
function accuracyStrip(shown: Entry[]): TemplateResult {
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

function interval({ test }: ModelReport): TemplateResult {
  const [low, high] = test.accuracy_interval;
  return html` <small>${decimals(low * 100, 1)}–${decimals(high * 100, 1)}</small>`;
}

function cell(key: Key, model: ModelReport | null): TemplateResult {
  const said = model && ROWS[key](model);
  return html`<td>${said ?? "–"}${model && key === "accuracy" ? interval(model) : nothing}</td>`;
}

function row(key: Key, shown: Entry[]): TemplateResult {
  return html`<tr data-metric=${key}>
    <th scope="row" title=${t(`metric.${key}.help`)}>${t(`metric.${key}`)}</th>
    ${shown.map(({ model }) => cell(key, model))}
  </tr>`;
}

function table(shown: Entry[]): TemplateResult {
  return html`<div class="scroller"><table class="metrics" data-testid="metrics">
    <thead><tr><td></td>${shown.map(({ role }) => html`<th scope="col"><span class="swatch ${role}"></span>${t(`role.${role}`)}</th>`)}</tr></thead>
    <tbody>${KEYS.map((key) => row(key, shown))}</tbody>
  </table></div>`;
}

function provenance(run: RunReport): string {
  const lane = t(`lane.${run.environment.lane}`);
  const where = t("metrics.where", { rows: count(run.student.test.rows), lane, device: run.environment.device });
  const batch = run.student.latency?.batch;
  return batch === undefined ? where : `${where} ${t("metrics.batch", { n: batch })}`;
}

function download(run: RunReport | null): TemplateResult {
  return html`<button type="button" class="quiet-button" data-testid="download-report" ?disabled=${!run}
    @click=${() => saveJson(run, "report.json")}>${icons.download}${t("file.report")} (JSON)</button>`;
}

class MetricsView extends View {
  protected override render() {
    const run = report.value;
    const shown = ROLES.map((role) => ({ role, model: run ? run[role] : null }));
    return html`${panelHead({ title: t("metrics.title"), aside: download(run) })}
      <div class="body">
        ${run ? accuracyStrip(shown) : html`<div class="accuracies"><p class="empty-note">${t("metrics.empty")}</p></div>`}
        ${table(shown)}
        <p class="help">${run ? provenance(run) : ""}</p>
      </div>`;
  }
}

customElements.define("sr-metrics", MetricsView);
