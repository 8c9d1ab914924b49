// Times WebGPU while the CPU already trains, and says whether to move there.

import { typicalStep, worthMoving } from "../engine/lane-choice";
import type { OpenLane } from "../engine/spawn";
import { race, stepTimes } from "../state/lane";
import type { Lanes } from "./lanes";

/** Steps that are timed on each lane. */
export const TIMED_STEPS = 4;
/** Seconds that WebGPU has to show its speed: a processor that plays GPU takes the CPU's time meanwhile. */
const LIMIT_SECONDS = { software: 3, hardware: 20 };

/** Steps of a run's student that leave no trace on it. */
export interface Rehearsal {
  /** Reads what is trained on, and compiles the kernels. */
  prepare(open: OpenLane): Promise<unknown>;
  /** Milliseconds of each step. */
  time(open: OpenLane, count: number): Promise<number[]>;
}

function within<T>(work: Promise<T>, seconds: number): Promise<T | null> {
  const limit = new Promise<null>((resolve) => setTimeout(() => resolve(null), seconds * 1000));
  return Promise.race([work, limit]);
}

async function timeWebGpu(lanes: Lanes, rehearsal: Rehearsal): Promise<number> {
  const open = await lanes.open("webgpu");
  await rehearsal.prepare(open);
  return typicalStep(await rehearsal.time(open, TIMED_STEPS));
}

/** Milliseconds of one step on WebGPU; null where it did not answer in time. */
export async function raceWebGpu(lanes: Lanes, rehearsal: Rehearsal, software: boolean): Promise<number | null> {
  race.value = "timing";
  const limit = software ? LIMIT_SECONDS.software : LIMIT_SECONDS.hardware;
  try {
    const milliseconds = await within(timeWebGpu(lanes, rehearsal), limit);
    if (milliseconds === null) return giveUp(lanes, "gave_up");
    stepTimes.value = { ...stepTimes.value, webgpu: milliseconds };
    return milliseconds;
  } catch {
    return giveUp(lanes, "failed");
  }
}

function giveUp(lanes: Lanes, why: "gave_up" | "failed"): null {
  lanes.close("webgpu");
  race.value = why;
  return null;
}

/** Whether to start over on WebGPU; says on the page which way it went. */
export function settleRace(webgpu: number, progress: number): boolean {
  const move = worthMoving(stepTimes.value.cpu ?? Number.POSITIVE_INFINITY, webgpu, progress);
  race.value = move ? "moved" : "stayed";
  return move;
}
