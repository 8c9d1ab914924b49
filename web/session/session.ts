// Joins engine and stores: what the user asks goes to a lane, what the lane says goes to the stores.

import { batch, computed, effect, untracked } from "@preact/signals-core";
import { toErrorReport } from "../engine/errors";
import type { ErrorReport, Recipe, Report } from "../engine/generated/spec";
import { typicalStep } from "../engine/lane-choice";
import type { BrowserLane, LaneEvent } from "../engine/protocol";
import type { Engine, OpenLane } from "../engine/spawn";
import { clearCurves, takeSteps } from "../state/curves";
import { dataReport, type Origin } from "../state/data";
import { clearErrors, raise } from "../state/errors";
import * as lane from "../state/lane";
import { plannedSteps } from "../state/models";
import { recipe, recipeInUse } from "../state/recipe";
import * as run from "../state/run";
import { prediction, text } from "../state/tryit";
import { dataKey, Lanes } from "./lanes";
import { raceWebGpu, settleRace, TIMED_STEPS } from "./race";
import { Sources } from "./sources";

/** Milliseconds that the data's controls rest before rows are read again. */
const REST_MS = 250;
/** Milliseconds between two predictions of the same text while models change. */
const AGAIN_MS = 800;

export class Session {
  readonly sources: Sources;
  #lanes: Lanes;
  #run = 0;
  #active: OpenLane | null = null;
  /** How the lane that reads rows names its device. */
  #reader = "";
  #predicting = false;
  /** Whether what is being predicted is already out of date. */
  #again = false;
  #predicted = 0;

  constructor(private readonly engine: Engine) {
    lane.adapter.value = engine.adapter;
    this.#lanes = new Lanes(engine, (from, event) => this.#take(from, event));
    this.sources = new Sources(engine, this.#lanes);
  }

  async open(first: Origin): Promise<void> {
    const cpu = await this.#lanes.open("cpu");
    this.#reader = cpu.device;
    lane.deviceName.value = cpu.device;
    await this.sources.choose(first);
    this.#watchData();
    this.#watchText();
    this.#watchLane();
  }

  /** Another source ends the run: its rows are no longer these. */
  async choose(next: Origin): Promise<void> {
    this.#forgetRun();
    await this.sources.choose(next);
  }

  async useFile(file: File): Promise<void> {
    this.#forgetRun();
    await this.sources.useFile(file);
  }

  async useRecipe(json: string): Promise<void> {
    this.#forgetRun();
    await this.sources.useRecipe(json);
  }

  play(): void {
    if (run.status.value === "paused") {
      run.status.value = "running";
      this.#send("play");
    } else if (run.status.value !== "running" && run.status.value !== "starting") void this.#begin("play");
  }

  pause(): void {
    if (run.status.value !== "running") return;
    run.status.value = "paused";
    this.#send("pause");
  }

  step(): void {
    if (run.status.value === "starting") return;
    if (run.status.value === "running") this.pause();
    if (run.status.value === "paused") this.#send("step");
    else void this.#begin("step");
  }

  skip(): void {
    if (run.status.value === "running" || run.status.value === "paused") this.#send("skip");
  }

  reset(): void {
    this.#forgetRun();
    clearErrors("lane", "page", "teacher", "distillation", "student");
    void this.sources.refresh(false);
  }

  /** The student as one zip: weights, tokenizer, recipe. */
  async exportStudent(): Promise<Blob | null> {
    try {
      const bytes = await this.#active?.client.call<"export_student">({ type: "export_student" });
      return bytes ? new Blob([bytes], { type: "application/zip" }) : null;
    } catch (thrown) {
      raise(toErrorReport(thrown));
      return null;
    }
  }

  async #begin(how: "play" | "step"): Promise<void> {
    const [asked, file] = [recipe.value, this.sources.file()];
    if (!asked || !file) return;
    this.#forgetRun();
    const own = ++this.#run;
    run.status.value = "starting";
    clearErrors("lane", "page", "teacher", "distillation", "student", "data");
    const wanted = lane.laneChoice.value;
    try {
      await this.#startOn(wanted === "webgpu" ? "webgpu" : "cpu", asked, file, how, own);
      if (wanted === "auto" && how === "play" && own === this.#run) void this.#race(asked, file, own);
    } catch (thrown) {
      if (own === this.#run) this.#stop(toErrorReport(thrown));
    }
  }

  async #startOn(name: BrowserLane, asked: Recipe, file: File, how: "play" | "step", own: number): Promise<void> {
    const open = await this.#lanes.open(name);
    const found = await this.#lanes.load(open, asked, file);
    if (own !== this.#run) return;
    dataReport.value = found;
    if (name === "cpu" && this.#mayRace() && how === "play") await this.#timeCpu(open, asked);
    await open.client.call<"start">({ type: "start", recipe: asked, run: own });
    if (own !== this.#run) return;
    batch(() => {
      this.#active = open;
      lane.activeLane.value = name;
      lane.deviceName.value = open.device;
      recipeInUse.value = asked;
      run.status.value = how === "play" ? "running" : "paused";
    });
    this.#send(how);
  }

  #mayRace(): boolean {
    return lane.laneChoice.value === "auto" && this.engine.adapter !== null;
  }

  async #timeCpu(open: OpenLane, asked: Recipe): Promise<void> {
    const times = await open.client.call<"time_steps">({ type: "time_steps", recipe: asked, count: TIMED_STEPS });
    lane.stepTimes.value = { cpu: typicalStep(times) };
  }

  async #race(asked: Recipe, file: File, own: number): Promise<void> {
    const adapter = this.engine.adapter;
    if (!adapter) return;
    const webgpu = await raceWebGpu(this.#lanes, asked, file, adapter.software);
    if (webgpu === null || own !== this.#run) return;
    if (!settleRace(webgpu, run.progressOf(run.stretches.value, plannedOf(asked)))) return;
    await this.#move(asked, file);
  }

  async #move(asked: Recipe, file: File): Promise<void> {
    const how = run.status.value === "paused" ? "step" : "play";
    this.#send("pause");
    const own = ++this.#run;
    this.#clear();
    run.status.value = "starting";
    try {
      await this.#startOn("webgpu", asked, file, how, own);
    } catch (thrown) {
      if (own === this.#run) this.#stop(toErrorReport(thrown));
    }
  }

  #take(from: BrowserLane, event: LaneEvent): void {
    const lost = Number.isNaN(event.run);
    if (lost) this.#lanes.close(from);
    if (event.run !== this.#run && !(lost && from === this.#active?.lane)) return;
    if (event.type === "failed") this.#stop(event.error);
    else this.#takeReports(event.reports);
  }

  #takeReports(reports: Report[]): void {
    batch(() => {
      for (const report of reports) run.takeReport(report);
      takeSteps(reports.filter((report) => report.type === "step"));
    });
    void this.#predict(run.status.value === "running" ? AGAIN_MS : 0);
  }

  #stop(error: ErrorReport): void {
    raise(error, run.phase.value);
    run.status.value = run.stretches.value.length > 0 ? "failed" : "idle";
    if (error.code === "gpu") this.#lanes.close("webgpu");
  }

  #send(type: "play" | "pause" | "step" | "skip"): void {
    const own = this.#run;
    this.#active?.client.call({ type }).catch((thrown: unknown) => {
      if (own === this.#run) this.#stop(toErrorReport(thrown));
    });
  }

  #forgetRun(): void {
    if (this.#active) this.#send("pause");
    this.#run++;
    this.#clear();
    this.#active = null;
    run.status.value = "idle";
    lane.activeLane.value = "cpu";
    lane.deviceName.value = this.#reader;
    lane.race.value = "none";
    lane.stepTimes.value = {};
  }

  #clear(): void {
    batch(() => {
      run.clearRun();
      clearCurves();
      recipeInUse.value = null;
      prediction.value = null;
    });
  }

  /** Reads rows again when the recipe asks for others; a run that is there keeps its own. */
  #watchData(): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wanted = computed(() => (recipe.value ? dataKey(recipe.value) : ""));
    effect(() => {
      wanted.value;
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (run.status.value === "idle") void this.sources.refresh(false);
      }, REST_MS);
    });
  }

  /** A chosen GPU compiles its kernels while the button is still to be pressed. */
  #watchLane(): void {
    effect(() => {
      const wanted = lane.laneChoice.value === "webgpu" && lane.adapter.value !== null && dataReport.value !== null;
      if (wanted) untracked(() => void this.#warmUp());
    });
  }

  async #warmUp(): Promise<void> {
    const [asked, file] = [recipe.value, this.sources.file()];
    if (run.status.value !== "idle" || !asked || !file) return;
    try {
      const open = await this.#lanes.open("webgpu");
      await this.#lanes.load(open, asked, file);
      await open.client.call<"warm_up">({ type: "warm_up", recipe: asked });
    } catch {
      // Nothing was promised yet: the run itself will say what is wrong.
    }
  }

  #watchText(): void {
    effect(() => {
      text.value;
      untracked(() => void this.#predict(0));
    });
  }

  async #predict(rest: number): Promise<void> {
    const asked = text.value;
    const open = this.#active;
    if (this.#predicting && rest === 0) this.#again = true;
    if (!open || this.#predicting || asked.trim() === "" || performance.now() - this.#predicted < rest) return;
    const own = this.#run;
    this.#predicting = true;
    this.#again = false;
    try {
      const said = await open.client.call<"predict">({ type: "predict", text: asked });
      if (own === this.#run) prediction.value = said;
    } catch {
      // Before the first model exists there is nothing to say; faults of the lane arrive as events.
    }
    this.#predicting = false;
    this.#predicted = performance.now();
    if (this.#again) void this.#predict(0);
  }
}

/** Optimizer steps of the whole run. */
export function plannedOf(asked: Recipe): number {
  const rows = dataReport.value?.split.train ?? 0;
  const teacher = asked.teacher.kind === "train" ? plannedSteps(asked.teacher.train, rows) : 0;
  return teacher + 2 * asked.evaluation.pairs * plannedSteps(asked.student.train, rows);
}
