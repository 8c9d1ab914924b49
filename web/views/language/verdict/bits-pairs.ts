// Each repetition by itself: bits per byte of the control and of the student, the fewer the further right.

import { html, type TemplateResult } from "lit";
import type { LanguageRunReport } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { decimals } from "../../../i18n/format";
import { languageRecipe } from "../../../state/language-recipe";

/** Repetitions drawn; the verdict counts all. */
const MOST = 6;

interface Pair {
  student: number;
  control: number;
}

function pairsOf({ student, control }: LanguageRunReport): Pair[] {
  return student.bits_per_byte_by_pair
    .map((bits, at) => ({ student: bits, control: control.bits_per_byte_by_pair[at] ?? bits }))
    .slice(0, MOST);
}

function scaleOf(pairs: Pair[]): (bits: number) => number {
  const all = pairs.flatMap((pair) => [pair.student, pair.control]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return (bits) => 92 - (84 * (bits - low)) / Math.max(high - low, 1e-3);
}

function row({ student, control }: Pair, at: number, x: (bits: number) => number): TemplateResult {
  const words = t("bits.pair", { n: at + 1, student: decimals(student, 3), control: decimals(control, 3) });
  const [from, to] = [Math.min(x(student), x(control)), Math.max(x(student), x(control))];
  return html`<li title=${words}><span class="visually-hidden">${words}</span>
    <div class="track" aria-hidden="true"><i class="link" style="left:${from}%;width:${to - from}%"></i>
      <i class="point control" style="left:${x(control)}%"></i><i class="point student" style="left:${x(student)}%"></i></div>
  </li>`;
}

function empty(): TemplateResult[] {
  const planned = Math.min(MOST, languageRecipe.value?.evaluation.pairs ?? 0);
  return Array.from({ length: planned }, () => html`<li><div class="track"></div></li>`);
}

export function bitsPairs(run: LanguageRunReport | null): TemplateResult {
  const pairs = run ? pairsOf(run) : [];
  const x = scaleOf(pairs);
  return html`<section class="pairs">
    <h3>${t("verdict.pairs")}</h3>
    <ol>${run ? pairs.map((pair, at) => row(pair, at, x)) : empty()}</ol>
  </section>`;
}
