import { signal } from "@preact/signals-core";
import type { Adapter } from "../engine/adapter";
import type { BrowserLane } from "../engine/protocol";

export const LANE_CHOICES = ["auto", "cpu", "webgpu"] as const;
export type LaneChoice = (typeof LANE_CHOICES)[number];

/** How the timing of WebGPU stands. */
export type Race = "none" | "timing" | "gave_up" | "failed" | "stayed" | "moved";

export const laneChoice = signal<LaneChoice>("auto");
export const adapter = signal<Adapter | null>(null);
/** The lane of the present run, or the one that reads data. */
export const activeLane = signal<BrowserLane>("cpu");
/** How the active lane names its processor. */
export const deviceName = signal("");
export const race = signal<Race>("none");
/** Milliseconds of one step of the user's student. */
export const stepTimes = signal<Partial<Record<BrowserLane, number>>>({});

export function isLaneChoice(name: string | null): name is LaneChoice {
  return LANE_CHOICES.some((choice) => choice === name);
}
