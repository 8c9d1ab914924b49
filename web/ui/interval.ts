// A difference with its interval, against zero.

import { html, svg, type TemplateResult } from "lit";

interface Drawn {
  interval: [number, number];
  difference: number;
  /** For people who do not see it. */
  label: string;
  /** What lies left and right of zero. */
  sides: [string, string];
  format(value: number): string;
}

const WIDTH = 260;
const HEIGHT = 116;
const MIDDLE = 58;
const FLOOR = 92;
/** Least half-width of the axis: two points. */
const LEAST = 0.02;

/** Half-width of a symmetric axis on which everything fits with room to spare. */
export function reach(interval: [number, number]): number {
  return Math.max(LEAST, 1.25 * Math.max(Math.abs(interval[0]), Math.abs(interval[1])));
}

export function intervalFigure({ interval, difference, label, sides, format }: Drawn): TemplateResult {
  const far = reach(interval);
  const x = (value: number) => WIDTH / 2 + (value / far) * (WIDTH / 2 - 14);
  const [low, high] = interval;
  return html`<svg class="interval" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
    ${axis(far, x, sides, format)}
    ${svg`<rect class="span" x=${x(low)} y=${MIDDLE - 9} width=${Math.max(1, x(high) - x(low))} height="18" rx="3" />
      <line class="bound" x1=${x(low)} x2=${x(low)} y1=${MIDDLE - 13} y2=${MIDDLE + 13} />
      <line class="bound" x1=${x(high)} x2=${x(high)} y1=${MIDDLE - 13} y2=${MIDDLE + 13} />
      <circle class="mean" cx=${x(difference)} cy=${MIDDLE} r="5.5" />
      <text class="value" x=${x(difference)} y=${MIDDLE - 19} text-anchor="middle">${format(difference)}</text>`}
  </svg>`;
}

/** The same axis before there is a verdict. */
export function emptyInterval(
  label: string,
  sides: [string, string],
  format: (value: number) => string,
): TemplateResult {
  const x = (value: number) => WIDTH / 2 + (value / LEAST) * (WIDTH / 2 - 14);
  return html`<svg class="interval empty" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
    ${axis(LEAST, x, sides, format)}
  </svg>`;
}

function axis(far: number, x: (value: number) => number, sides: [string, string], format: (value: number) => string) {
  const ticks = [-0.8 * far, -0.4 * far, 0, 0.4 * far, 0.8 * far];
  return svg`<text class="side" x="4" y="12">← ${sides[0]}</text>
    <text class="side" x=${WIDTH - 4} y="12" text-anchor="end">${sides[1]} →</text>
    <line class="zero" x1=${x(0)} x2=${x(0)} y1="22" y2=${FLOOR} />
    <line class="axis" x1="6" x2=${WIDTH - 6} y1=${FLOOR} y2=${FLOOR} />
    ${ticks.map(
      (tick) => svg`<line class="axis" x1=${x(tick)} x2=${x(tick)} y1=${FLOOR} y2=${FLOOR + 4} />
      <text class="tick" x=${x(tick)} y=${FLOOR + 17} text-anchor="middle">${format(tick)}</text>`,
    )}`;
}
