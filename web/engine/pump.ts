// The worker's loop: answers requests and, between them, advances the run one unit at a time. Nothing overlaps,
// because the engine is one mutable object. Reports travel in batches so that the page redraws at its own pace.

import { toErrorReport } from "./errors";
import type { ErrorReport, LanguageRecipe, ModelCard, Recipe, Report } from "./generated/spec";
import type { Lab, LabClass, Opened } from "./lab";
import type { Answer, BrowserLane, Command, CommandOf, Message, Request } from "./protocol";

/** Milliseconds between two batches of reports. */
const BATCH_MS = 100;
/** Bytes read to recognise a file. */
const HEAD_BYTES = 1 << 18;

/** Commands that begin a run. */
type Begin = "start" | "start_language";

/** Commands that ask the class for a recipe. */
type Named = "preset" | "for_file" | "language_preset" | "language_for_file";
type Checked = "check_recipe" | "check_language_recipe";

export interface Host {
  open(lane: BrowserLane, wasm: ArrayBuffer, device?: string): Promise<Opened>;
  post(message: Message): void;
  /** Lets waiting messages in. */
  breathe(): Promise<void>;
  now(): number;
  /** The GPU's first fault; after `settle` a late one is known too. */
  fault(): ErrorReport | null;
  settle(): Promise<void>;
  /** What the lane's device holds at most. */
  room(): DeviceRoom;
}

/** Bytes of one tensor and of all; null where the browser does not tell. */
export interface DeviceRoom {
  tensor: number | null;
  total: number | null;
}

export class Pump {
  #queue: Request[] = [];
  #lab: Lab | null = null;
  #class: LabClass | null = null;
  #run = 0;
  #running = false;
  #failed = false;
  #driving = false;
  #batch: Report[] = [];
  #flushed = 0;

  constructor(private readonly host: Host) {}

  receive(request: Request): void {
    this.#queue.push(request);
    if (!this.#driving) void this.#drive();
  }

  /** Stops the run for good: what it would say from now on cannot be trusted. */
  fail(error: ErrorReport): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#running = false;
    this.#flush();
    this.host.post({ type: "failed", run: this.#run, error });
  }

  async #drive(): Promise<void> {
    this.#driving = true;
    while (this.#queue.length > 0 || this.#running) {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) await this.#answer(next);
      if (this.#running) await this.#advance();
      await this.host.breathe();
    }
    this.#driving = false;
  }

  async #answer({ id, command }: Request): Promise<void> {
    try {
      const fault = this.host.fault();
      if (fault) throw fault;
      this.host.post({ type: "answer", id, value: await this.#carryOut(command) });
    } catch (thrown) {
      this.host.post({ type: "refused", id, error: this.host.fault() ?? toErrorReport(thrown) });
    }
  }

  async #carryOut(command: Command): Promise<Answer> {
    switch (command.type) {
      case "open":
        return this.#open(command);
      case "look":
        return this.#look(command.name, command.file);
      case "preset":
      case "for_file":
      case "check_recipe":
      case "language_preset":
      case "language_for_file":
      case "check_language_recipe":
        return recipeOf(this.#classOf(), command);
      case "open_model":
        return this.#openModel(command);
      case "close_model":
        this.#labOf().closeModel(command.name);
        return null;
      case "load":
        this.#running = false;
        return this.#labOf().load(command.recipe, command.name, command.file);
      case "load_corpus":
        this.#running = false;
        return this.#labOf().loadCorpus(command.recipe, command.name, command.file);
      case "warm_up":
        await this.#labOf().warmUp(command.recipe);
        return null;
      case "time_steps":
        return this.#labOf().timeSteps(command.recipe, command.count);
      case "warm_up_language":
        await this.#labOf().warmUpLanguage(command.recipe);
        return null;
      case "time_language_steps":
        return this.#labOf().timeLanguageSteps(command.recipe, command.count);
      case "predict":
        return this.#labOf().predict(command.text);
      case "inspect":
        return this.#labOf().inspect(command.text);
      case "export_student":
        return new Uint8Array(await this.#labOf().exportStudent(command.format));
      case "offer_student":
        return this.#labOf().offerStudent();
      default:
        return this.#transport(command);
    }
  }

  async #transport(command: CommandOf<Begin | "play" | "pause" | "step" | "skip">): Promise<null> {
    switch (command.type) {
      case "start":
      case "start_language":
        this.#start(command);
        break;
      case "play":
        this.#running = true;
        break;
      case "pause":
        this.#running = false;
        this.#flush();
        break;
      case "step":
        this.#running = false;
        await this.#advance();
        break;
      case "skip":
        this.#labOf().skip();
        break;
    }
    return null;
  }

  #start(command: CommandOf<Begin>): void {
    this.#running = false;
    this.#batch = [];
    if (command.type === "start") this.#labOf().start(command.recipe);
    else this.#labOf().startLanguage(command.recipe);
    this.#run = command.run;
    this.#failed = false;
  }

  async #advance(): Promise<void> {
    try {
      const report = await this.#labOf().step();
      const last = report.type === "done" || report.type === "language_done";
      if (last) await this.host.settle();
      const fault = this.host.fault();
      if (fault) throw fault;
      this.#batch.push(report);
      if (last) this.#running = false;
      if (!this.#running || this.host.now() - this.#flushed >= BATCH_MS) this.#flush();
    } catch (thrown) {
      this.fail(toErrorReport(thrown));
    }
  }

  #flush(): void {
    this.#flushed = this.host.now();
    if (this.#batch.length === 0) return;
    this.host.post({ type: "reports", run: this.#run, reports: this.#batch });
    this.#batch = [];
  }

  async #open({ lane, wasm, device }: CommandOf<"open">): Promise<string> {
    const { Class, lab } = await this.host.open(lane, wasm, device);
    this.#class = Class;
    this.#lab = lab;
    return lab.device();
  }

  #openModel({ name, files }: CommandOf<"open_model">): ModelCard {
    const { tensor, total } = this.host.room();
    return this.#labOf().openModel(name, files, tensor, total);
  }

  async #look(name: string, file: Blob) {
    const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
    return this.#labOf().look(name, head, file.size);
  }

  #labOf(): Lab {
    if (!this.#lab) throw { code: "state", message: "The engine is not open yet.", place: null, hint: "" };
    return this.#lab;
  }

  #classOf(): LabClass {
    this.#labOf();
    return this.#class as LabClass;
  }
}

function recipeOf(of: LabClass, command: CommandOf<Named | Checked>): Recipe | LanguageRecipe {
  switch (command.type) {
    case "preset":
      return of.preset(command.name);
    case "for_file":
      return of.forFile(command.name);
    case "check_recipe":
      return of.checkRecipe(command.json);
    case "language_preset":
      return of.languagePreset(command.name);
    case "language_for_file":
      return of.languageForFile(command.name);
    case "check_language_recipe":
      return of.checkLanguageRecipe(command.json);
  }
}
