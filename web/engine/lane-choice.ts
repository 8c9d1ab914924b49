// Which lane is faster: by the times of a few steps of the user's own student, never by a rule.

/** The middle of the steps after the first, which pays for warm-up; of all where there is one only. */
export function typicalStep(times: number[]): number {
  const settled = times.length > 1 ? times.slice(1) : times;
  const sorted = [...settled].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.POSITIVE_INFINITY;
}

/** What must be gained for starting over to be worth the disturbance. */
const MARGIN = 0.9;

/**
 * Whether a run that has come `progress` of its way at `here` milliseconds a step would end sooner by starting over
 * at `there`.
 */
export function worthMoving(here: number, there: number, progress: number): boolean {
  return there < here * (1 - progress) * MARGIN;
}
