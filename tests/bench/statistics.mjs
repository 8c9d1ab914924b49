// Medians and spreads.

/** @typedef {{ median: number, least: number, most: number }} Spread */

/** @param {number[]} values @returns {Spread} */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  return { median, least: sorted[0], most: sorted[sorted.length - 1] };
}

/** Ratios of what was measured in the same repetition, one after the other. @param {number[]} ours @param {number[]} theirs */
export function ratio(ours, theirs) {
  return spread(ours.map((value, i) => value / theirs[i]));
}
