// Numbers and tables as Markdown.

/** @param {(string | number)[]} heads @param {(string | number)[][]} rows */
export function table(heads, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

/** @param {import("./statistics.mjs").Spread} spread @param {(value: number) => string} show */
export function withSpread({ median, least, most }, show) {
  return `${show(median)} (${show(least)}–${show(most)})`;
}

export function milliseconds(value) {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

export function seconds(value) {
  return `${(value / 1000).toFixed(2)} s`;
}

export function bytes(value) {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} MB`;
  return value >= 1000 ? `${(value / 1000).toFixed(0)} KB` : `${Math.round(value)} B`;
}

export function signed(value) {
  return value === 0 ? "0" : value.toExponential(1);
}
