// Each repetition by itself: how far the student came from its twin.

import { html, type TemplateResult } from "lit";
import type { RunReport } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { percent } from "../../i18n/format";
import { recipe } from "../../state/recipe";

/** Repetitions drawn; the verdict counts all. */
const MOST = 6;

interface Pair {
  student: number;
  control: number;
}

function pairsOf({ student, control }: RunReport): Pair[] {
  return student.test_accuracy_by_pair
    .map((accuracy, at) => ({ student: accuracy, control: control.test_accuracy_by_pair[at] ?? accuracy }))
    .slice(0, MOST);
}

/** From accuracies to percent of the width, with room at both ends. */
function scaleOf(pairs: Pair[]): (accuracy: number) => number {
  const all = pairs.flatMap((pair) => [pair.student, pair.control]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const span = Math.max(high - low, 1e-3);
  return (accuracy) => 8 + (84 * (accuracy - low)) / span;
}

function row({ student, control }: Pair, at: number, x: (accuracy: number) => number): TemplateResult {
  const words = t("verdict.pair", { n: at + 1, student: percent(student), control: percent(control) });
  const [from, to] = [Math.min(x(student), x(control)), Math.max(x(student), x(control))];
  return html`<li title=${words}><span class="visually-hidden">${words}</span>
    <div class="track" aria-hidden="true"><i class="link" style="left:${from}%;width:${to - from}%"></i>
      <i class="point control" style="left:${x(control)}%"></i><i class="point student" style="left:${x(student)}%"></i></div>
  </li>`;
}

function empty(): TemplateResult[] {
  const planned = Math.min(MOST, recipe.value?.evaluation.pairs ?? 0);
  return Array.from({ length: planned }, () => html`<li><div class="track"></div></li>`);
}

export function pairsFigure(run: RunReport | null): TemplateResult {
  const pairs = run ? pairsOf(run) : [];
  const x = scaleOf(pairs);
  return html`<section class="pairs">
    <h3>${t("verdict.pairs")}</h3>
    <ol>${run ? pairs.map((pair, at) => row(pair, at, x)) : empty()}</ol>
  </section>`;
}
