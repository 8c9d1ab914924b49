// Numbers for people: few digits, the unit always there.

import { language } from "../state/settings";

/** Between a number and its unit no line may break. */
const GAP = "\u00a0";

const cache = new Map<string, Intl.NumberFormat>();

function formatter(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language.value + JSON.stringify(options);
  const known = cache.get(key) ?? new Intl.NumberFormat(language.value, options);
  cache.set(key, known);
  return known;
}

/** 12,345 */
export function count(n: number): string {
  return formatter({ maximumFractionDigits: 0 }).format(n);
}

/** With a fixed number of decimals. */
export function decimals(n: number, places: number): string {
  // Nothing below 0 that rounds to it has a sign.
  const options = { signDisplay: "negative", minimumFractionDigits: places, maximumFractionDigits: places } as const;
  return formatter(options).format(n).replace("-", "−");
}

/** 1.29 M, 66.1 k */
export function short(n: number): string {
  return formatter({ notation: "compact", maximumSignificantDigits: 3 }).format(n);
}

/** 96.2 % */
export function percent(share: number, places = 1): string {
  return `${decimals(share * 100, places)}${GAP}%`;
}

/** With its sign and a fixed number of decimals: +0.045 */
export function signed(n: number, places: number): string {
  const options = { signDisplay: "exceptZero", minimumFractionDigits: places, maximumFractionDigits: places } as const;
  return formatter(options).format(n).replace("-", "−");
}

/** A difference of shares in percentage points, signed: +1.3 */
export function points(share: number): string {
  return signed(share * 100, 1);
}

const BYTES = ["B", "kB", "MB", "GB"];

/** 264 kB */
export function bytes(n: number): string {
  const power = Math.min(BYTES.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, n)) / 3)));
  return `${significant(n / 1000 ** power, 3)}${GAP}${BYTES[power]}`;
}

export function significant(n: number, digits: number): string {
  return formatter({ maximumSignificantDigits: digits }).format(n);
}

/** 3.2 ms, 120 µs */
export function milliseconds(ms: number): string {
  return ms < 0.1 ? `${significant(ms * 1000, 2)}${GAP}µs` : `${significant(ms, ms < 10 ? 2 : 3)}${GAP}ms`;
}

/** 12.4 s, 3 min 05 s */
export function seconds(s: number): string {
  if (s < 59.95) return `${decimals(s, 1)}${GAP}s`;
  const whole = Math.round(s);
  return `${Math.floor(whole / 60)}${GAP}min${GAP}${String(whole % 60).padStart(2, "0")}${GAP}s`;
}

/** 3 May 2026, of milliseconds since 1970 */
export function day(ms: number): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "medium" }).format(ms);
}

/** ×19.5 */
export function times(ratio: number): string {
  return `×${significant(ratio, 3)}`;
}
