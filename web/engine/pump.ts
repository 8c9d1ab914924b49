// The worker's loop: answers requests and, between them, advances the run one unit at a time. Nothing overlaps,
// because the engine is one mutable object. Reports travel in batches so that the page redraws at its own pace.

import { toErrorReport } from "./errors";
import type { ErrorReport, Report } from "./generated/spec";
import type { Lab, LabClass, Opened } from "./lab";
import type { Answer, BrowserLane, Command, CommandOf, Message, Request } from "./protocol";

/** Milliseconds between two batches of reports. */
const BATCH_MS = 100;
/** Bytes read to recognise a file. */
const HEAD_BYTES = 1 << 18;

export interface Host {
  open(lane: BrowserLane, wasm: ArrayBuffer, device?: string): Promise<Opened>;
  post(message: Message): void;
  /** Lets waiting messages in. */
  breathe(): Promise<void>;
  now(): number;
  /** The GPU's first fault; after `settle` a late one is known too. */
  fault(): ErrorReport | null;
  settle(): Promise<void>;
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
        return this.#classOf().preset(command.name);
      case "for_file":
        return this.#classOf().forFile(command.name);
      case "check_recipe":
        return this.#classOf().checkRecipe(command.json);
      case "load":
        this.#running = false;
        return this.#labOf().load(command.recipe, command.name, command.file);
      case "warm_up":
        await this.#labOf().warmUp(command.recipe);
        return null;
      case "time_steps":
        return this.#labOf().timeSteps(command.recipe, command.count);
      case "predict":
        return this.#labOf().predict(command.text);
      case "export_student":
        return new Uint8Array(await this.#labOf().exportStudent());
      default:
        return this.#transport(command);
    }
  }

  async #transport(command: CommandOf<"start" | "play" | "pause" | "step" | "skip">): Promise<null> {
    switch (command.type) {
      case "start":
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

  #start({ recipe, run }: CommandOf<"start">): void {
    this.#running = false;
    this.#batch = [];
    this.#labOf().start(recipe);
    this.#run = run;
    this.#failed = false;
  }

  async #advance(): Promise<void> {
    try {
      const report = await this.#labOf().step();
      if (report.type === "done") await this.host.settle();
      const fault = this.host.fault();
      if (fault) throw fault;
      this.#batch.push(report);
      if (report.type === "done") this.#running = false;
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
