// Joins engine and stores: what the user asks goes to a lane, what the lane says goes to the stores.

import { batch } from "@preact/signals-core";
import { type PageError, toErrorReport, toPageError } from "../engine/errors";
import type { ExportFormat, Report } from "../engine/generated/spec";
import { typicalStep } from "../engine/lane-choice";
import { bringModel, type PickedFile } from "../engine/models/picked";
import type { BrowserLane, LaneEvent } from "../engine/protocol";
import type { Engine, OpenLane } from "../engine/spawn";
import type { TextOrigin } from "../state/corpus";
import { clearCurves, takeSteps } from "../state/curves";
import type { Origin } from "../state/data";
import { clearErrors, RUN_HOMES, raise } from "../state/errors";
import { offers, TYPES } from "../state/exports";
import * as lane from "../state/lane";
import { languageInUse, languageRecipe } from "../state/language-recipe";
import { clearLanguageRun, takeLanguage } from "../state/language-run";
import { recipe, recipeInUse } from "../state/recipe";
import * as run from "../state/run";
import { type Task, task } from "../state/task";
import { modelsOf } from "../state/teacher";
import { clearJudgements, tokenText } from "../state/tokens";
import { prediction, text } from "../state/tryit";
import { type Asked, askedNow } from "./asked";
import { Lanes } from "./lanes";
import { PretrainedModels } from "./pretrained";
import { INSPECTION, PREDICTION, Questions } from "./questions";
import { type Rehearsal, raceWebGpu, settleRace, TIMED_STEPS } from "./race";
import { isLanguageRecipe } from "./recipe-kind";
import { Sources } from "./sources";
import { Texts } from "./texts";
import { watchData, watchLane, watchText } from "./watch";

/** Milliseconds between two answers about the same text while models change. */
const AGAIN_MS: Record<Task, number> = { classifier: 800, language_model: 1000 };

export class Session {
  readonly sources: Sources;
  readonly texts: Texts;
  readonly models: PretrainedModels;
  #lanes: Lanes;
  #run = 0;
  #active: OpenLane | null = null;
  /** How the lane that reads rows names its device. */
  #reader = "";
  #questions: Record<Task, { ask(rest: number): Promise<void> }>;

  constructor(private readonly engine: Engine) {
    lane.adapter.value = engine.adapter;
    this.#lanes = new Lanes(engine, (from, event) => this.#take(from, event));
    this.sources = new Sources(engine, this.#lanes);
    this.texts = new Texts(engine, this.#lanes);
    this.models = new PretrainedModels(engine, this.#lanes);
    const present = () => (this.#active ? { open: this.#active, run: this.#run } : null);
    this.#questions = {
      classifier: new Questions(PREDICTION, present),
      language_model: new Questions(INSPECTION, present),
    };
  }

  /** Opens the page's first lane and reads what its task begins with. */
  async open(first: Origin | TextOrigin): Promise<void> {
    const cpu = await this.#lanes.open("cpu");
    this.#reader = cpu.device;
    lane.deviceName.value = cpu.device;
    await this.#chooseFirst(first);
    void this.models.refresh();
    watchData(() => void this.#refresh());
    watchText(text, () => this.#askAbout("classifier", 0));
    watchText(tokenText, () => this.#askAbout("language_model", 0));
    watchLane(() => void this.#warmUp());
  }

  /** Shows the other task. The run ends; recipes, rows and texts of both stay. */
  async changeTask(next: Task): Promise<void> {
    if (next === task.value) return;
    this.#forgetRun();
    clearErrors(...RUN_HOMES);
    task.value = next;
    const known = next === "classifier" ? recipe.value : languageRecipe.value;
    if (!known) await this.#chooseFirst(next === "classifier" ? "languages" : "northanger");
  }

  /** Another source ends the run: its rows are no longer these. */
  async choose(next: Origin): Promise<void> {
    this.#forgetRun();
    await this.sources.choose(next);
  }

  async chooseText(next: TextOrigin): Promise<void> {
    this.#forgetRun();
    await this.texts.choose(next);
  }

  async useFile(file: File): Promise<void> {
    this.#forgetRun();
    await (task.value === "classifier" ? this.sources : this.texts).useFile(file);
  }

  /** A model's files become the teacher; of any others the first is read. */
  async drop(files: PickedFile[]): Promise<void> {
    if (task.value === "classifier" && bringModel(files)) return this.models.useFiles(files);
    const [first] = files;
    if (first) await this.useFile(first.file);
  }

  /** A recipe of either kind; the one that it is decides what is shown. */
  async useRecipe(json: string): Promise<void> {
    this.#forgetRun();
    try {
      const { client } = await this.#lanes.open("cpu");
      if (isLanguageRecipe(json)) {
        const checked = await client.call<"check_language_recipe">({ type: "check_language_recipe", json });
        this.#show("language_model");
        await this.texts.useRecipe(checked);
      } else {
        const checked = await client.call<"check_recipe">({ type: "check_recipe", json });
        this.#show("classifier");
        await Promise.all([this.sources.useRecipe(checked), this.models.find(modelsOf(checked))]);
      }
    } catch (thrown) {
      raise(toErrorReport(thrown, "recipe"));
    }
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
    clearErrors(...RUN_HOMES);
    void this.#refresh();
  }

  /** Asks which formats the student has. */
  async offerStudent(): Promise<void> {
    try {
      offers.value = (await this.#active?.client.call<"offer_student">({ type: "offer_student" })) ?? [];
    } catch (thrown) {
      raise(toPageError(thrown));
    }
  }

  /** The student as one file. */
  async exportStudent(format: ExportFormat): Promise<Blob | null> {
    try {
      const bytes = await this.#active?.client.call<"export_student">({ type: "export_student", format });
      return bytes ? new Blob([bytes], { type: TYPES[format] }) : null;
    } catch (thrown) {
      raise(toPageError(thrown));
      return null;
    }
  }

  #chooseFirst(first: Origin | TextOrigin): Promise<void> {
    return task.value === "classifier" ? this.sources.choose(first as Origin) : this.texts.choose(first as TextOrigin);
  }

  #show(next: Task): void {
    task.value = next;
    clearErrors("page", "distillation", "teacher", "student");
  }

  #refresh(): Promise<void> {
    return task.value === "classifier" ? this.sources.refresh(false) : this.texts.refresh(false);
  }

  #askedNow(): Asked | null {
    return askedNow({ lanes: this.#lanes, sources: this.sources, texts: this.texts, models: this.models });
  }

  async #begin(how: "play" | "step"): Promise<void> {
    const asked = this.#askedNow();
    if (!asked) return;
    this.#forgetRun();
    const own = ++this.#run;
    run.status.value = "starting";
    clearErrors(...RUN_HOMES, task.value === "classifier" ? "data" : "text");
    const wanted = lane.laneChoice.value;
    try {
      await this.#startOn(wanted === "webgpu" ? "webgpu" : "cpu", asked, how, own);
      if (wanted === "auto" && how === "play" && own === this.#run) void this.#race(asked, own);
    } catch (thrown) {
      if (own === this.#run) this.#stop(toPageError(thrown));
    }
  }

  async #startOn(name: BrowserLane, asked: Asked, how: "play" | "step", own: number): Promise<void> {
    const open = await this.#lanes.open(name);
    const show = await asked.load(open);
    if (own !== this.#run) return;
    show();
    const mayRace = lane.laneChoice.value === "auto" && this.engine.adapter !== null;
    if (name === "cpu" && mayRace && how === "play") await this.#timeCpu(open, asked.rehearsal);
    await asked.start(open, own);
    if (own !== this.#run) return;
    batch(() => {
      this.#active = open;
      lane.activeLane.value = name;
      lane.deviceName.value = open.device;
      asked.hold();
      run.status.value = how === "play" ? "running" : "paused";
    });
    this.#send(how);
  }

  async #timeCpu(open: OpenLane, rehearsal: Rehearsal): Promise<void> {
    lane.stepTimes.value = { cpu: typicalStep(await rehearsal.time(open, TIMED_STEPS)) };
  }

  async #race(asked: Asked, own: number): Promise<void> {
    const adapter = this.engine.adapter;
    if (!adapter) return;
    const webgpu = await raceWebGpu(this.#lanes, asked.rehearsal, adapter.software);
    if (webgpu === null || own !== this.#run) return;
    if (settleRace(webgpu, run.progressOf(run.stretches.value, asked.planned()))) await this.#move(asked);
  }

  async #move(asked: Asked): Promise<void> {
    const how = run.status.value === "paused" ? "step" : "play";
    this.#send("pause");
    const own = ++this.#run;
    this.#clear();
    run.status.value = "starting";
    try {
      await this.#startOn("webgpu", asked, how, own);
    } catch (thrown) {
      if (own === this.#run) this.#stop(toPageError(thrown));
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
      for (const report of reports) {
        run.takeReport(report);
        takeLanguage(report);
        // A run without a prompt of its own begins its samples with what the test begins with.
        if (report.type === "sample" && languageInUse.value?.evaluation.sample.prompt === "")
          void this.texts.suggestTest(report.prompt);
      }
      takeSteps(reports.filter((report) => report.type === "step"));
    });
    this.#askAbout(task.value, run.status.value === "running" ? AGAIN_MS[task.value] : 0);
  }

  #askAbout(of: Task, rest: number): void {
    if (of === task.value) void this.#questions[of].ask(rest);
  }

  #stop(error: PageError): void {
    raise(error, run.phase.value);
    run.status.value = run.stretches.value.length > 0 ? "failed" : "idle";
    if (error.code === "gpu") this.#lanes.close("webgpu");
  }

  #send(type: "play" | "pause" | "step" | "skip"): void {
    const own = this.#run;
    this.#active?.client.call({ type }).catch((thrown: unknown) => {
      if (own === this.#run) this.#stop(toPageError(thrown));
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
      clearLanguageRun();
      clearCurves();
      clearJudgements();
      offers.value = null;
      recipeInUse.value = null;
      languageInUse.value = null;
      prediction.value = null;
    });
  }

  async #warmUp(): Promise<void> {
    const rehearsal = this.#askedNow()?.rehearsal;
    if (run.status.value !== "idle" || !rehearsal) return;
    try {
      await rehearsal.prepare(await this.#lanes.open("webgpu"));
    } catch {
      // Nothing was promised yet: the run itself will say what is wrong.
    }
  }
}
