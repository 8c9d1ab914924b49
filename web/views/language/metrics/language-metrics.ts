// The models side by side on the test text.

import { html, nothing, type TemplateResult } from "lit";
import type { LanguageModelReport, LanguageRunReport } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { bytes, count, decimals, percent, seconds } from "../../../i18n/format";
import { languageReport } from "../../../state/language-run";
import { ROLES, type Role } from "../../../state/run";
import { saveJson } from "../../../ui/download";
import { icons } from "../../../ui/icons";
import { panelHead } from "../../../ui/panel";
import { View } from "../../../ui/view";
import { bitsStrip } from "./bits-strip";
import { costs } from "./costs";
import "../../metrics/metrics.css";
import "./language-metrics.css";

/** A model's number for people; null where it has none. */
type Shown = (model: LanguageModelReport) => string | null;

const distinct =
  (n: 0 | 1 | 2): Shown =>
  ({ samples }) =>
    samples ? percent(samples.distinct[n], 0) : null;

const ROWS = {
  bits: (m) => decimals(m.test.bits_per_byte, 3),
  perplexity: (m) => decimals(m.test.perplexity, 2),
  next: (m) => percent(m.test.accuracy),
  agreement: (m) => (m.test.agreement == null ? null : percent(m.test.agreement)),
  kl: (m) => (m.test.kl_to_teacher == null ? null : decimals(m.test.kl_to_teacher, 3)),
  parameters: (m) => count(m.parameters),
  bytes: (m) => bytes(m.bytes),
  prefill: (m) => (m.speed ? count(m.speed.prefill_tokens_per_second) : null),
  decode: (m) => (m.speed ? count(m.speed.decode_tokens_per_second) : null),
  distinct_1: distinct(0),
  distinct_2: distinct(1),
  distinct_3: distinct(2),
  repetition: (m) => (m.samples ? percent(m.samples.repetition) : null),
  training: (m) => (m.training ? seconds(m.training.seconds) : null),
  memory: (m) => (m.peak_memory_bytes == null ? null : bytes(m.peak_memory_bytes)),
} satisfies Record<string, Shown>;

type Key = keyof typeof ROWS;
const KEYS = Object.keys(ROWS) as Key[];

export interface Entry {
  role: Role;
  name: string;
  model: LanguageModelReport | null;
}

/** One column for each teacher. */
function entries(run: LanguageRunReport | null): Entry[] {
  if (!run) return ROLES.map((role) => ({ role, name: t(`role.${role}`), model: null }));
  const several = run.teachers.length > 1;
  const teachers = run.teachers.map((model, at): Entry => {
    const name = several ? t("teachers.number", { n: at + 1 }) : t("role.teacher");
    return { role: "teacher", name, model };
  });
  const rest = (["student", "control"] as const).map((role): Entry => {
    return { role, name: t(`role.${role}`), model: run[role] };
  });
  return [...teachers, ...rest];
}

function table(shown: Entry[]): TemplateResult {
  const row = (key: Key) => html`<tr data-metric=${key}>
    <th scope="row" title=${t(`language_metric.${key}.help`)}>${t(`language_metric.${key}`)}</th>
    ${shown.map(({ model }) => html`<td>${(model && ROWS[key](model)) ?? "–"}</td>`)}
  </tr>`;
  return html`<div class="scroller"><table class="metrics" data-testid="metrics">
    <thead><tr><td></td>${shown.map(({ role, name }) => html`<th scope="col"><span class="swatch ${role}"></span>${name}</th>`)}</tr></thead>
    <tbody>${KEYS.map(row)}</tbody>
  </table></div>`;
}

function provenance({ student, environment, vocabulary }: LanguageRunReport): string {
  const lane = t(`lane.${environment.lane}`);
  const said = t("language_metric.where", { tokens: count(student.test.tokens), vocabulary: count(vocabulary) });
  if (!student.speed) return said;
  const { prompt_tokens: prompt, new_tokens: more } = student.speed;
  return `${said} ${t("language_metric.speed", { prompt: count(prompt), more: count(more), lane, device: environment.device })}`;
}

function download(run: LanguageRunReport | null): TemplateResult {
  return html`<button type="button" class="quiet-button" data-testid="download-report" ?disabled=${!run}
    @click=${() => saveJson(run, "report.json")}>${icons.download}${t("file.report")} (JSON)</button>`;
}

class LanguageMetricsView extends View {
  protected override render() {
    const run = languageReport.value;
    const shown = entries(run);
    return html`${panelHead({ title: t("metrics.title"), aside: download(run) })}
      <div class="body">
        ${run ? bitsStrip(shown) : html`<div class="accuracies"><p class="empty-note">${t("language_metric.empty")}</p></div>`}
        ${table(shown)} ${run ? costs(run) : nothing}
        <p class="help">${run ? provenance(run) : ""}</p>
      </div>`;
  }
}

customElements.define("sr-language-metrics", LanguageMetricsView);
