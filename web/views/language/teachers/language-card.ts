// The teachers before anything is distilled: are they worth learning from?

import { html, nothing, type TemplateResult } from "lit";
import type { LanguageCard } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { decimals } from "../../../i18n/format";
import { languageCard, teacherCache } from "../../../state/language-run";
import { icons } from "../../../ui/icons";
import { cacheWords } from "../metrics/cache-words";

interface Mark {
  kind: "teacher" | "control" | "unigram";
  name: string;
  bits: number;
}

function marksOf({ metrics, control_bits_per_byte: control, unigram_bits_per_byte: unigram }: LanguageCard): Mark[] {
  const marks: Mark[] = [{ kind: "teacher", name: t("bits.teacher"), bits: metrics.bits_per_byte }];
  if (control !== null) marks.push({ kind: "control", name: t("card.control"), bits: control });
  marks.push({ kind: "unigram", name: t("bits.unigram"), bits: unigram });
  return marks;
}

/** From the best to the worst with room at both ends; the best stands at the left. */
function placeOf(marks: Mark[]): (bits: number) => number {
  const all = marks.map((mark) => mark.bits);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return (bits) => 4 + (92 * (bits - low)) / Math.max(1e-6, high - low);
}

function row({ kind, name, bits }: Mark): TemplateResult {
  return html`<div><dt><i class=${kind}></i>${name}</dt><dd>${decimals(bits, 3)}</dd></div>`;
}

/** The card's place before it is written, so that nothing moves when it is. */
function emptyCard(): TemplateResult {
  return html`<section class="report-card waiting">
    <h3>${t("bits.card")}</h3>
    <div class="ruler"></div>
    <p class="help">${t("bits.card.waiting")}</p>
  </section>`;
}

/** Said before the student begins: a run without room for its cache takes longer. */
function cacheNote(): TemplateResult | typeof nothing {
  const cost = teacherCache.value;
  if (!cost) return nothing;
  return cost.place.kind === "nowhere"
    ? html`<p class="warning" data-warning="no_room">${icons.warning}${cacheWords(cost)}</p>`
    : html`<p class="help" data-testid="cache-note">${cacheWords(cost)}</p>`;
}

export function languageCardView(): TemplateResult {
  const found = languageCard.value;
  if (!found) return emptyCard();
  const marks = marksOf(found);
  const place = placeOf(marks);
  return html`<section class="report-card" data-testid="report-card">
    <h3>${t("bits.card")}</h3>
    <div class="ruler">
      ${marks.map((mark) => html`<div class="mark ${mark.kind}" style="left:${place(mark.bits)}%" title=${mark.name}></div>`)}
    </div>
    <p class="ends"><span>← ${t("bits.better")}</span><span>${t("bits.unit")}</span></p>
    <dl>${marks.map(row)}</dl>
    ${
      found.warnings.length === 0
        ? nothing
        : found.warnings.map(
            (warning) =>
              html`<p class="warning" data-warning=${warning}>${icons.warning}${t(`bits.warning.${warning}`)}</p>`,
          )
    }
    ${cacheNote()}
  </section>`;
}
