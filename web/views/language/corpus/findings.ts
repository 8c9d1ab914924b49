// What was read of a text and how it was divided, drawn.

import { html, nothing, type TemplateResult } from "lit";
import type { CorpusReport } from "../../../engine/generated/spec";
import { type MessageKey, t } from "../../../i18n";
import { bytes, count, percent } from "../../../i18n/format";
import { boot } from "../../../state/boot";
import { corpus, readingText, textOrigin } from "../../../state/corpus";
import { icons } from "../../../ui/icons";

/** Documents that each step left out. */
const REMOVALS = ["unsampled", "empty", "duplicate"] as const satisfies (keyof CorpusReport)[];
const PARTS = ["train", "validation", "test"] as const;
/** Share of the test that may be in training before it is a warning: a refrain or a quotation is always there. */
const MUCH_OVERLAP = 0.02;

function waitingFor(): MessageKey {
  if (boot.value === "loading") return "status.loading";
  if (readingText.value) return "status.reading_text";
  return textOrigin.value === "own" ? "corpus.drop" : "corpus.none";
}

/** Documents whose beginnings are shown, where there are several. */
const MOST_BEGINNINGS = 4;
/** Lines at least this long are prose that was broken for a page of its own. */
const LONG_LINE = 40;

/** Prose without its line breaks, and no empty lines: there is little room. */
function flowing(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => (line.length < LONG_LINE ? `${line}\n` : `${line} `)).join("");
}

/** The text itself is what there is to see. */
export function excerpt(): TemplateResult {
  const found = corpus.value;
  if (!found) return html`<p class="empty-note">${t(waitingFor())}</p>`;
  const pieces = found.beginnings.length > 1 ? found.beginnings.slice(0, MOST_BEGINNINGS) : [found.sample];
  return html`<div class="excerpt" data-testid="excerpt" title=${t("corpus.excerpt")}>
    ${pieces.map((piece) => html`<p>${flowing(piece)}</p>`)}</div>`;
}

export function readLine(): TemplateResult | typeof nothing {
  const found = corpus.value;
  if (!found) return nothing;
  const { format, encoding } = found;
  const kind = format.kind === "text" ? t(`documents.${format.documents.kind}`) : t(`documents.${format.kind}`);
  const parts = textOrigin.value === "arithmetic" ? [t("corpus.made_up")] : [kind];
  if (encoding) parts.push(t(`encoding.${encoding}`));
  if (found.bytes != null) parts.push(bytes(found.bytes));
  return html`<p class="detected" data-testid="detected">${parts.join(" · ")}</p>`;
}

/** A text larger than the run's limit is sampled: that must not go unnoticed. */
export function excerptNotice({ bytes: size, kept_bytes, unsampled, excerpted }: CorpusReport) {
  if (unsampled === 0 && excerpted === 0) return nothing;
  const words = t("corpus.sampled", { n: bytes(kept_bytes), of: size === null ? "?" : bytes(size) });
  return html`<p class="notice" data-testid="sampled">${icons.info}${words}</p>`;
}

/** Columns that nobody was asked about, because they came too late to be seen. */
export function lateNotice({ late_columns: late }: CorpusReport) {
  if (late.rows === 0) return nothing;
  const names = late.named.map(({ name }) => name).join(", ");
  return html`<p class="notice" data-testid="late-columns">${icons.info}${t("corpus.late", { names, rows: count(late.rows) })}</p>`;
}

/** Nothing to tell of a text that is one document. */
export function documentsBar(found: CorpusReport): TemplateResult | typeof nothing {
  const removed = REMOVALS.filter((step) => found[step] > 0);
  if (found.read <= 1 && removed.length === 0) return nothing;
  const share = (documents: number) => `width:${(100 * documents) / Math.max(1, found.read)}%`;
  return html`<div class="cleaning" data-testid="cleaning">
    <div class="stack" aria-hidden="true">
      <i class="kept" style=${share(found.kept)}></i>
      ${removed.map((step) => html`<i class=${step} style=${share(found[step])}></i>`)}
    </div>
    <dl>
      <div><dt>${t("documents.read")}</dt><dd>${count(found.read)}</dd></div>
      ${removed.map(
        (step) => html`<div class="removed"><dt><i class=${step}></i>${t(`cleaning.${step}`)}</dt>
          <dd>−${count(found[step])}</dd></div>`,
      )}
      <div><dt><i class="kept"></i>${t("documents.kept")}</dt><dd>${count(found.kept)}</dd></div>
    </dl>
  </div>`;
}

export function partsBar(found: CorpusReport): TemplateResult {
  return html`<div class="split bytes" data-testid="split">
    ${PARTS.map(
      (part) => html`<div class=${part} style="flex-grow:${found[part].bytes}" title=${t(`corpus.${part}.help`)}>
        <b>${bytes(found[part].bytes)}</b><span>${t(`split.${part}`)}</span>
      </div>`,
    )}
  </div>`;
}

/** How much of the test the training text holds already. */
export function overlapMeter({ overlap }: CorpusReport): TemplateResult {
  const much = overlap > MUCH_OVERLAP;
  return html`<div class="overlap ${much ? "much" : ""}" data-testid="overlap" title=${t("corpus.overlap.help")}>
    <span>${t("corpus.overlap")}</span><b>${percent(overlap, overlap > 0 && overlap < 0.0995 ? 2 : 1)}</b>
    <i style="--share:${overlap}" aria-hidden="true"></i>
    ${much ? html`<p class="warning">${icons.warning}${t("corpus.overlap.much")}</p>` : nothing}
  </div>`;
}
