// All three trainings, live.

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { decimals, percent } from "../../i18n/format";
import { accuracyPoints, allCurves, type Curve, lossPoints, revision } from "../../state/curves";
import { ROLES, type Role } from "../../state/run";
import { theme } from "../../state/settings";
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

class Curves extends View {
  protected override render() {
    revision.value;
    const loss = linesOf(lossPoints);
    const accuracy = linesOf(accuracyPoints);
    const fromZero = (value: number) => percent(value, 0);
    const twoPlaces = (value: number) => decimals(value, 2);
    return html`<section class="curve">
        ${panelHead({ title: t("curves.loss"), aside: legend(lossPoints, twoPlaces) })}
        ${this.#chart(loss, twoPlaces, lossRange, false, t("curves.loss.help"))}
      </section>
      <section class="curve">
        ${panelHead({ title: t("curves.accuracy"), aside: legend(accuracyPoints, percent) })}
        ${this.#chart(accuracy, fromZero, accuracyRange, true)}
      </section>`;
  }

  #chart(
    lines: Line[],
    format: (value: number) => string,
    range: typeof lossRange,
    points: boolean,
    note = "",
  ): TemplateResult {
    return html`<div class="plot">
      <sr-chart .lines=${lines} .formatY=${format} .range=${range} .theme=${theme.value} .end=${longest()} ?points=${points}></sr-chart>
      ${lines.length === 0 ? html`<p class="empty-note">${t("curves.empty")}</p>` : ""}
    </div>
    <p class="axis-name"><span>${note}</span><span>${t("curves.steps")}</span></p>`;
  }
}

customElements.define("sr-curves", Curves);
