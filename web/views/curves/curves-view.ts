// All three trainings, live.

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { decimals, percent } from "../../i18n/format";
import { accuracyPoints, allCurves, bitsPoints, type Curve, lossPoints, revision } from "../../state/curves";
import { ROLES, type Role } from "../../state/run";
import { theme } from "../../state/settings";
import { task } from "../../state/task";
import "../../ui/chart";
import type { Line } from "../../ui/chart";
import { panelHead } from "../../ui/panel";
import { View } from "../../ui/view";
import "./curves.css";

/** An axis as long as the longest training, so that curves grow into it and nothing is rescaled. */
function longest(): number {
  return Math.max(1, ...allCurves().map((curve) => curve.steps));
}

type Points = (curve: Curve) => [number[], number[]];

/** Earlier pairs lie behind the latest. */
function linesOf(points: Points): Line[] {
  const all = allCurves();
  const latest = (curve: Curve) => !all.some((other) => other.role === curve.role && other.pair > curve.pair);
  return all
    .map((curve) => ({ curve, faint: !latest(curve) }))
    .sort((a, b) => Number(b.faint) - Number(a.faint))
    .map(({ curve, faint }) => {
      const [xs, ys] = points(curve);
      return { colour: `--${curve.role}`, xs, ys, dashed: curve.role === "control", faint };
    })
    .filter((line) => line.xs.length > 0);
}

/** The latest value of a model's latest pair. */
function last(role: Role, points: Points): number | undefined {
  const own = allCurves().filter((curve) => curve.role === role);
  for (const curve of own.reverse()) {
    const value = points(curve)[1].at(-1);
    if (value !== undefined) return value;
  }
  return undefined;
}

function legend(points: Points, format: (value: number) => string): TemplateResult {
  return html`<ul class="legend">
    ${ROLES.map((role) => {
      const value = last(role, points);
      return html`<li class=${value === undefined ? "absent" : ""}><span class="stroke ${role}"></span>${t(`role.${role}`)}
        <b>${value === undefined ? "–" : format(value)}</b></li>`;
    })}
  </ul>`;
}

/** Room above and below, and never beyond what an accuracy can be. */
function accuracyRange(low: number, high: number): [number, number] {
  return [Math.max(0, low - 0.08), Math.min(1.02, Math.max(high + 0.04, low + 0.1))];
}

function lossRange(_: number, high: number): [number, number] {
  return [0, high * 1.06];
}

/** What the validation split says of the models, by task. */
interface Judged {
  title: string;
  points: Points;
  format(value: number): string;
  axis(value: number): string;
  range: typeof lossRange;
  note: string;
}

const twoPlaces = (value: number) => decimals(value, 2);

/** Room above and below: bits per byte differ little and never come near 0. */
function bitsRange(low: number, high: number): [number, number] {
  const room = Math.max(0.1, 0.12 * (high - low));
  return [Math.max(0, low - room), high + room];
}

function judged(): Judged {
  if (task.value === "language_model") {
    const format = (value: number) => decimals(value, 3);
    const note = t("curves.bits.help");
    return { title: t("curves.bits"), points: bitsPoints, format, axis: twoPlaces, range: bitsRange, note };
  }
  const axis = (value: number) => percent(value, 0);
  const format = (value: number) => percent(value);
  return { title: t("curves.accuracy"), points: accuracyPoints, format, axis, range: accuracyRange, note: "" };
}

class Curves extends View {
  protected override render() {
    revision.value;
    const { title, points, format, axis, range, note } = judged();
    return html`<section class="curve">
        ${panelHead({ title: t("curves.loss"), aside: legend(lossPoints, twoPlaces) })}
        ${this.#chart(linesOf(lossPoints), twoPlaces, lossRange, false, t("curves.loss.help"))}
      </section>
      <section class="curve">
        ${panelHead({ title, aside: legend(points, format) })}
        ${this.#chart(linesOf(points), axis, range, true, note)}
      </section>`;
  }

  #chart(
    lines: Line[],
    format: (value: number) => string,
    range: typeof lossRange,
    points: boolean,
    note: string,
  ): TemplateResult {
    return html`<div class="plot">
      <sr-chart .lines=${lines} .formatY=${format} .range=${range} .theme=${theme.value} .end=${longest()} ?points=${points}></sr-chart>
      ${lines.length === 0 ? html`<p class="empty-note">${t("curves.empty")}</p>` : ""}
    </div>
    <p class="axis-name"><span>${note}</span><span>${t("curves.steps")}</span></p>`;
  }
}

customElements.define("sr-curves", Curves);
