// The lanes that are open, and what each has read.

import type { DataReport, Recipe } from "../engine/generated/spec";
import type { BrowserLane, LaneEvent } from "../engine/protocol";
import type { Engine, OpenLane } from "../engine/spawn";

type Spawned = ReturnType<Engine["spawn"]>;

interface Loaded {
  key: string;
  file: File;
  report: Promise<DataReport>;
}

/** What of a recipe decides which rows are read and how they are split. */
export function dataKey(recipe: Recipe): string {
  return JSON.stringify([recipe.data, recipe.seed, recipe.teacher.kind]);
}

export class Lanes {
  #spawned = new Map<BrowserLane, Spawned>();
  #loaded = new Map<BrowserLane, Loaded>();

  constructor(
    private readonly engine: Engine,
    private readonly onEvent: (lane: BrowserLane, event: LaneEvent) => void,
  ) {}

  async open(lane: BrowserLane): Promise<OpenLane> {
    const known = this.#spawned.get(lane);
    if (known) return known.opened;
    const spawned = this.engine.spawn(lane);
    spawned.client.onEvent((event) => this.onEvent(lane, event));
    this.#spawned.set(lane, spawned);
    spawned.opened.catch(() => this.close(lane));
    return spawned.opened;
  }

  /** Ends a lane at once; the next `open` starts it afresh. */
  close(lane: BrowserLane): void {
    this.#spawned.get(lane)?.client.close();
    this.#spawned.delete(lane);
    this.#loaded.delete(lane);
  }

  /** Reads the rows unless the lane has read just these, or is about to: a large file must not be read twice. */
  load(open: OpenLane, recipe: Recipe, file: File): Promise<DataReport> {
    const key = dataKey(recipe);
    const known = this.#loaded.get(open.lane);
    if (known?.key === key && known.file === file) return known.report;
    const report = open.client.call<"load">({ type: "load", recipe, name: file.name, file });
    this.#loaded.set(open.lane, { key, file, report });
    return report;
  }
}
