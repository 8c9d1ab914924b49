// A live chart: uPlot with the page's tokens. Colours come from CSS, so the theme decides.

import { LitElement } from "lit";
import { property } from "lit/decorators.js";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

export interface Line {
  /** CSS custom property of its colour. */
  colour: string;
  xs: number[];
  ys: number[];
  dashed: boolean;
  /** An earlier repetition: drawn behind, faint. */
  faint: boolean;
}

/** Points of a line that are marked; of more, the line alone is drawn. */
const MOST_MARKED = 24;

const FONT = '11px "IBM Plex Sans Variable", system-ui, sans-serif';

export class Chart extends LitElement {
  @property({ attribute: false }) lines: Line[] = [];
  @property({ attribute: false }) formatY: (value: number) => string = String;
  /** Bounds of y; null lets the data decide. */
  @property({ attribute: false }) range: ((low: number, high: number) => [number, number]) | null = null;
  /** Where the x axis ends; it begins at 0. */
  @property({ type: Number }) end = 1;
  @property() theme = "";
  @property({ type: Boolean }) points = false;

  #plot: uPlot | null = null;
  #shape = "";
  #frame = 0;
  /** As observed: asking for it while the page is changing would lay the page out at once. */
  #size = { width: 0, height: 0 };
  #resize = new ResizeObserver(([entry]) => this.#fit(entry?.contentRect ?? this.#size));

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#plot?.destroy();
    this.#plot = null;
    this.#shape = "";
  }

  protected override updated(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    if (this.#size.width === 0) return;
    const shape = JSON.stringify([
      this.theme,
      this.lines.map((line) => [line.colour, line.faint, this.#isMarked(line)]),
    ]);
    const data = joined(this.lines);
    if (shape === this.#shape && this.#plot) {
      this.#plot.setData(data);
      return;
    }
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(), data, this);
    this.#shape = shape;
  }

  #fit({ width, height }: { width: number; height: number }): void {
    this.#size = { width, height };
    if (this.#plot) this.#plot.setSize(this.#size);
    else this.#draw();
  }

  #colour(name: string): string {
    return colourOf(this, this.theme, name);
  }

  #options(): uPlot.Options {
    const axis: uPlot.Axis = {
      stroke: this.#colour("--ink-3"),
      font: FONT,
      grid: { stroke: this.#colour("--grid"), width: 1 },
      ticks: { show: false },
    };
    return {
      ...this.#size,
      padding: [8, 10, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [0, this.end] },
        y: { range: (_, low, high) => this.#rangeOf(low, high) },
      },
      axes: [
        { ...axis, size: 26, space: 60 },
        { ...axis, size: 46, space: 34, values: (_, splits) => splits.map((value) => this.formatY(value)) },
      ],
      series: [{}, ...this.lines.map((line) => this.#series(line))],
    };
  }

  #rangeOf(low: number | null, high: number | null): [number, number] {
    if (low === null || high === null || !Number.isFinite(low)) return [0, 1];
    return this.range ? this.range(low, high) : [low, high];
  }

  #isMarked({ faint, xs }: Line): boolean {
    return this.points && !faint && xs.length <= MOST_MARKED;
  }

  #series(line: Line): uPlot.Series {
    const { colour, dashed, faint } = line;
    const stroke = this.#colour(colour);
    return {
      stroke,
      width: faint ? 1 : 2,
      alpha: faint ? 0.3 : 1,
      spanGaps: true,
      ...(dashed ? { dash: [5, 4] } : {}),
      points: { show: this.#isMarked(line), size: 6, fill: stroke },
    };
  }
}

/** The tokens change with the theme only; reading one would make the browser restyle the page. */
const colours = new Map<string, string>();

function colourOf(element: Element, theme: string, name: string): string {
  const key = `${theme} ${name}`;
  const known = colours.get(key) ?? getComputedStyle(element).getPropertyValue(name).trim();
  colours.set(key, known);
  return known;
}

function joined(lines: Line[]): uPlot.AlignedData {
  if (lines.length === 0) return [[0, 1]];
  return uPlot.join(lines.map(({ xs, ys }) => [xs, ys]));
}

customElements.define("sr-chart", Chart);
