// Student and control of each repetition on one line: how far one came from the other.

import { html, type TemplateResult } from "lit";

/** Repetitions drawn; the verdict counts all. */
const MOST = 6;

export interface Pair {
  student: number;
  control: number;
}

interface Figure {
  title: string;
  /** By repetition; null before there is any. */
  students: number[] | null;
  controls: number[];
  /** Empty lines drawn before there is any. */
  planned: number;
  /** Whether less is better: what is better lies to the right. */
  descending?: boolean;
  words(pair: Pair, at: number): string;
}

/** From values to percent of the width, with room at both ends. */
function scaleOf(pairs: Pair[], descending: boolean): (value: number) => number {
  const all = pairs.flatMap((pair) => [pair.student, pair.control]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const share = (value: number) => (value - low) / Math.max(high - low, 1e-3);
  return (value) => (descending ? 92 - 84 * share(value) : 8 + 84 * share(value));
}

function row({ student, control }: Pair, words: string, x: (value: number) => number): TemplateResult {
  const [from, to] = [Math.min(x(student), x(control)), Math.max(x(student), x(control))];
  return html`<li title=${words}><span class="visually-hidden">${words}</span>
    <div class="track" aria-hidden="true"><i class="link" style="left:${from}%;width:${to - from}%"></i>
      <i class="point control" style="left:${x(control)}%"></i><i class="point student" style="left:${x(student)}%"></i></div>
  </li>`;
}

function empty(planned: number): TemplateResult[] {
  return Array.from({ length: Math.min(MOST, planned) }, () => html`<li><div class="track"></div></li>`);
}

export function pairsList({ title, students, controls, planned, descending = false, words }: Figure): TemplateResult {
  const pairs = (students ?? []).map((student, at) => ({ student, control: controls[at] ?? student })).slice(0, MOST);
  const x = scaleOf(pairs, descending);
  return html`<section class="pairs">
    <h3>${title}</h3>
    <ol>${students ? pairs.map((pair, at) => row(pair, words(pair, at), x)) : empty(planned)}</ol>
  </section>`;
}
