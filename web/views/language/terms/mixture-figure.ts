// What the student's loss is made of from the first step to the last: each term's share of all weights.

import { html, nothing, svg, type TemplateResult } from "lit";
import type { LanguageTerm } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { weightShares } from "../../../state/courses";
import { languageRecipe } from "../../../state/language-recipe";
import { hearsTeacher } from "../../../state/objectives";
import "./mixture-place";

const WIDTH = 240;
const HEIGHT = 100;
/** Places at which courses are drawn. */
const STOPS = 24;

/** For each term the bounds of its band at each stop, from the bottom up. */
function bandsOf(terms: LanguageTerm[]): [number, number][][] {
  const stops = Array.from({ length: STOPS + 1 }, (_, at) => weightShares(terms, at / STOPS));
  return terms.map((_, term) =>
    stops.map((shares) => {
      const below = shares.slice(0, term).reduce((sum, share) => sum + share, 0);
      return [below, below + (shares[term] ?? 0)];
    }),
  );
}

function area(band: [number, number][]): string {
  const point = (at: number, share: number) =>
    `${((WIDTH * at) / STOPS).toFixed(1)},${(HEIGHT * (1 - share)).toFixed(1)}`;
  const over = band.map(([, high], at) => point(at, high));
  const under = band.map(([low], at) => point(at, low)).reverse();
  return [...over, ...under].join(" ");
}

/** Terms that hear the teacher are of its colour, the others of the text's; each a little lighter than the last. */
function toneOf(terms: LanguageTerm[], at: number): { name: string; depth: number } {
  const taught = (term: LanguageTerm | undefined) => term !== undefined && hearsTeacher(term.objective.kind);
  const kin = terms.slice(0, at).filter((term) => taught(term) === taught(terms[at])).length;
  return { name: taught(terms[at]) ? "teacher" : "text", depth: Math.max(0.2, 0.62 - 0.16 * kin) };
}

/** Bands thinner than this have no room for their name. */
const LEAST_NAMED = 0.15;

/** A band's name stands where the band begins. */
function bandName(term: LanguageTerm, band: [number, number][]): TemplateResult | typeof nothing {
  const [low, high] = band[0] ?? [0, 0];
  if (high - low < LEAST_NAMED) return nothing;
  return html`<span style="bottom:${50 * (low + high)}%">${t(`objective.${term.objective.kind}`)}</span>`;
}

export function mixtureFigure(): TemplateResult {
  const terms = languageRecipe.value?.student.objectives ?? [];
  const names = terms.map((term) => t(`objective.${term.objective.kind}`)).join(", ");
  const bands = bandsOf(terms);
  return html`<div class="mixture">
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${t("terms.figure", { names })}>
        ${bands.map((band, at) => {
          const { name, depth } = toneOf(terms, at);
          return svg`<polygon class="band ${name}" style="opacity:${depth}" points=${area(band)} />`;
        })}
      </svg>
      <div aria-hidden="true">${terms.map((term, at) => bandName(term, bands[at] ?? []))}</div>
      <sr-mixture-place></sr-mixture-place>
    </div>
    <p class="caption"><span>${t("terms.figure.short")}</span></p>`;
}

/** The sign by which a term is known in the figure. */
export function termSwatch(terms: LanguageTerm[], at: number): TemplateResult {
  const { name, depth } = toneOf(terms, at);
  return html`<span class="swatch band ${name}" style="opacity:${Math.min(1, depth + 0.3)}" aria-hidden="true"></span>`;
}
