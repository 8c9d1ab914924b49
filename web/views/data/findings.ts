// What was found in the file and what was done to it, drawn.

import { html, nothing, type TemplateResult } from "lit";
import type { Cleaning, SplitSizes, TableFormat } from "../../engine/generated/spec";
import { type MessageKey, t } from "../../i18n";
import { bytes, count } from "../../i18n/format";
import { boot } from "../../state/boot";
import { dataReport, origin, reading, source } from "../../state/data";
import { icons } from "../../ui/icons";

const DELIMITERS: Record<string, MessageKey> = {
  ",": "format.comma",
  ";": "format.semicolon",
  "|": "format.pipe",
  "\t": "format.tab",
};

/** The order of cleaning. */
const REMOVALS = ["unsampled", "empty", "duplicate", "conflicting", "rare_class"] as const satisfies (keyof Cleaning)[];

/** Classes as bars; beyond a few dozen the largest stand for the rest. */
const MOST_BARS = 48;
/** Names stand under the bars up to here. */
const MOST_NAMES = 24;
/** And lie flat up to here. */
const FEW = 5;

function crowd(classes: number): string {
  if (classes > MOST_NAMES) return "many";
  return classes <= FEW ? "few" : "";
}

function waitingFor(): MessageKey {
  if (boot.value === "loading") return "status.loading";
  if (reading.value) return "status.reading";
  return origin.value === "own" ? "data.drop" : "data.none";
}

export function classFigure(): TemplateResult {
  const found = dataReport.value;
  if (!found) return html`<p class="empty-note">${t(waitingFor())}</p>`;
  const largest = Math.max(...found.classes.map((c) => c.rows));
  const shown = found.classes.slice(0, MOST_BARS);
  return html`<div class="classes ${crowd(shown.length)}" role="img" aria-label=${t("data.classes_label", { n: found.classes.length })}>
    ${shown.map(
      ({ name, rows }) => html`<div class="class" title="${name}: ${count(rows)}">
        <i style="height:${(100 * rows) / largest}%"></i><span>${name}</span>
      </div>`,
    )}
  </div>`;
}

export function detectedLine(): TemplateResult | typeof nothing {
  const found = source.value;
  if (!found) return nothing;
  const { format } = found;
  const parts = format.kind === "delimited" ? delimitedParts(format) : [t(`format.${format.kind}`)];
  parts.push(t(`encoding.${found.encoding}`));
  if (found.bytes != null) parts.push(bytes(found.bytes));
  const soft = dataReport.value?.soft_labels ? html`<span class="tag">${t("data.soft_labels")}</span>` : nothing;
  return html`<p class="detected" data-testid="detected">${parts.join(" · ")}${soft}</p>`;
}

function delimitedParts({ delimiter, header, quoted }: Extract<TableFormat, { kind: "delimited" }>): string[] {
  return [
    t(DELIMITERS[delimiter] ?? "format.delimited"),
    t(header ? "format.header" : "format.no_header"),
    t(quoted ? "format.quoted" : "format.unquoted"),
  ];
}

/** A file larger than the run's limit is sampled: that must not go unnoticed. */
export function samplingNotice({ read, unsampled }: Cleaning): TemplateResult | typeof nothing {
  if (unsampled === 0) return nothing;
  const words = t("data.sampled", { n: count(read - unsampled), left: count(unsampled) });
  return html`<p class="notice" data-testid="sampled">${icons.info}${words}</p>`;
}

export function cleaningBar(cleaning: Cleaning): TemplateResult {
  const removed = REMOVALS.filter((step) => cleaning[step] > 0);
  const share = (rows: number) => `width:${(100 * rows) / Math.max(1, cleaning.read)}%`;
  return html`<div class="cleaning" data-testid="cleaning">
    <div class="stack" aria-hidden="true">
      <i class="kept" style=${share(cleaning.kept)}></i>
      ${removed.map((step) => html`<i class=${step} style=${share(cleaning[step])}></i>`)}
    </div>
    <dl>
      <div><dt>${t("cleaning.read")}</dt><dd>${count(cleaning.read)}</dd></div>
      ${removed.map(
        (step) => html`<div class="removed"><dt><i class=${step}></i>${t(`cleaning.${step}`)}</dt>
          <dd>−${count(cleaning[step])}</dd></div>`,
      )}
      <div><dt><i class="kept"></i>${t("cleaning.kept")}</dt><dd>${count(cleaning.kept)}</dd></div>
    </dl>
  </div>`;
}

export function splitBar(split: SplitSizes): TemplateResult {
  const parts = ["train", "validation", "test"] as const;
  return html`<div class="split" data-testid="split">
    ${parts.map(
      (part) => html`<div class=${part} style="flex-grow:${split[part]}" title="${t(`split.${part}.help`)}">
        <b>${count(split[part])}</b><span>${t(`split.${part}`)}</span>
      </div>`,
    )}
  </div>`;
}
