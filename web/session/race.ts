// Times WebGPU while the CPU already trains, and says whether to move there.

import type { Recipe } from "../engine/generated/spec";
import { typicalStep, worthMoving } from "../engine/lane-choice";
import { race, stepTimes } from "../state/lane";
import type { Lanes } from "./lanes";

/** Steps that are timed on each lane. */
export const TIMED_STEPS = 4;
/** Seconds that WebGPU has to show its speed: a processor that plays GPU takes the CPU's time meanwhile. */
const LIMIT_SECONDS = { software: 3, hardware: 20 };

function within<T>(work: Promise<T>, seconds: number): Promise<T | null> {
  const limit = new Promise<null>((resolve) => setTimeout(() => resolve(null), seconds * 1000));
  return Promise.race([work, limit]);
}

async function timeWebGpu(lanes: Lanes, recipe: Recipe, file: File): Promise<number> {
  const open = await lanes.open("webgpu");
  await lanes.load(open, recipe, file);
  await open.client.call<"warm_up">({ type: "warm_up", recipe });
  return typicalStep(await open.client.call<"time_steps">({ type: "time_steps", recipe, count: TIMED_STEPS }));
}

/** Milliseconds of one step on WebGPU; null where it did not answer in time. */
export async function raceWebGpu(lanes: Lanes, recipe: Recipe, file: File, software: boolean): Promise<number | null> {
  race.value = "timing";
  const limit = software ? LIMIT_SECONDS.software : LIMIT_SECONDS.hardware;
  try {
    const milliseconds = await within(timeWebGpu(lanes, recipe, file), limit);
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
