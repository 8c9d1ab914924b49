// Models of others: taken from files, addresses and the browser's store, and given to the lanes that need them.

import { isPageError, type PageError, pageError, toPageError } from "../engine/errors";
import type { ModelCard, ModelSource } from "../engine/generated/spec";
import { readAddress } from "../engine/models/address";
import { download, type Progress } from "../engine/models/download";
import { modelAmong, type PickedFile } from "../engine/models/picked";
import { sizeOf } from "../engine/models/store";
import type { Engine, OpenLane } from "../engine/spawn";
import { clearErrors, raiseAt } from "../state/errors";
import * as pretrained from "../state/pretrained";
import { task } from "../state/task";
import { adoptTeacher, dismissTeacher, pretrainedTeacher } from "../state/teacher";
import type { Lanes } from "./lanes";

/** Milliseconds between two words about progress: a fast server would have the page redrawn all the time. */
const TELL_MS = 100;

/** The lane that reads cards. */
const READER = "cpu";

function wanted(name: string): PageError {
  if (name === "") return pageError("model_wanted", "No model is chosen.");
  return pageError("model_wanted", `\`${name}\` is not here.`);
}

/** Of all that may be wrong with a student's files, here it is a model's. */
function asModel(thrown: unknown): PageError {
  const error = toPageError(thrown);
  return error.code === "student" ? { ...error, code: "model" } : error;
}

export class PretrainedModels {
  /** Files of the models at hand, by name. */
  #files = new Map<string, Map<string, Blob>>();
  #stop = new AbortController();
  /** What is to be told next; null while nothing was told lately. */
  #next: { work: pretrained.ModelWork | null; timer: ReturnType<typeof setTimeout> } | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly lanes: Lanes,
  ) {}

  /** Asks the browser what it keeps. */
  async refresh(): Promise<void> {
    try {
      pretrained.storedModels.value = await this.engine.store.list();
      pretrained.room.value = await this.engine.store.room();
    } catch {
      // Whoever wants to keep a model hears of it.
      pretrained.storedModels.value = [];
      pretrained.storeIsThere.value = false;
    }
  }

  /** A model among dropped or chosen files. */
  useFiles(picked: PickedFile[]): Promise<void> {
    return this.#alone(async () => {
      const { name, files } = modelAmong(picked);
      await this.#adopt(name, files);
    });
  }

  /** Fetches a model, or what is missing of it, and takes it. */
  useAddress(typed: string): Promise<void> {
    return this.#alone(async () => {
      const address = readAddress(typed);
      pretrained.modelWork.value = { kind: "download", name: address.name, file: "", done: 0, of: null };
      void this.engine.store.persist();
      const { fetch } = this.engine;
      const onProgress = (progress: Progress) => this.#tell({ kind: "download", ...progress });
      const name = await download(this.engine.store, address, { fetch, signal: this.#stop.signal, onProgress });
      await this.#adoptStored(name);
    });
  }

  /** A model that the browser keeps; one that was broken off is fetched to its end. */
  async useStored(name: string): Promise<void> {
    const model = pretrained.storedModels.value?.find((one) => one.name === name);
    if (model && !model.complete && model.from !== null) return this.useAddress(model.from);
    return this.#alone(() => this.#adoptStored(name));
  }

  /** Copies a model at hand into the browser's store. */
  keep(name: string): Promise<void> {
    return this.#alone(async () => {
      const files = this.#files.get(name);
      if (!files) return;
      void this.engine.store.persist();
      const work = { kind: "keep", name, file: "", of: sizeOf(files) } as const;
      await this.engine.store.keep(name, files, (done) => this.#tell({ ...work, done }));
    });
  }

  /** Deletes a model; it cannot be read any longer where it is open. */
  remove(name: string): Promise<void> {
    return this.#alone(async () => {
      await this.engine.store.remove(name);
      this.#files.delete(name);
      this.lanes.closeModel(name);
      pretrained.dropCard(name);
      if (pretrainedTeacher.value?.model.name === name) dismissTeacher();
    });
  }

  /** Ends a download; what has come stays. */
  cancel(): void {
    this.#stop.abort();
  }

  /** Opens what a recipe's teachers need, if the browser keeps it; otherwise the page says what is missing. */
  async find(sources: ModelSource[]): Promise<void> {
    const lacking = sources.filter(({ name }) => !this.#files.has(name));
    if (lacking.length === 0) return;
    await this.#alone(async () => {
      for (const { name } of lacking) {
        const files = await this.#stored(name);
        if (files) await this.#open(name, files);
      }
    });
  }

  /**
   * Sees to it that a lane has what a run's teachers need.
   *
   * Throws `model_wanted` where one is not here.
   */
  async ready(open: OpenLane, sources: ModelSource[]): Promise<void> {
    for (const { name } of sources) {
      const files = this.#files.get(name) ?? (await this.#stored(name));
      if (!files) throw wanted(name);
      await this.#openOn(open, name, files);
    }
  }

  /** One thing at a time: what is asked meanwhile is not done. */
  async #alone(work: () => Promise<void>): Promise<void> {
    if (pretrained.modelWork.value) return;
    pretrained.modelWork.value = { kind: "open", name: "", file: "", done: 0, of: null };
    this.#stop = new AbortController();
    clearErrors("teacher");
    try {
      await work();
    } catch (thrown) {
      // Whoever ended it knows.
      if (!this.#stop.signal.aborted || isPageError(thrown)) raiseAt("teacher", asModel(thrown));
    }
    this.#hush();
    pretrained.modelWork.value = null;
    await this.refresh();
  }

  /** At once, then not again for a while; the last word is told even so. */
  #tell(work: pretrained.ModelWork): void {
    if (this.#next) {
      this.#next.work = work;
      return;
    }
    pretrained.modelWork.value = work;
    const timer = setTimeout(() => {
      const late = this.#next?.work;
      this.#next = null;
      if (late) this.#tell(late);
    }, TELL_MS);
    this.#next = { work: null, timer };
  }

  #hush(): void {
    clearTimeout(this.#next?.timer);
    this.#next = null;
  }

  async #stored(name: string): Promise<Map<string, Blob> | null> {
    return name === "" || !pretrained.storeIsThere.value ? null : this.engine.store.files(name);
  }

  async #adoptStored(name: string): Promise<void> {
    const files = await this.#stored(name);
    if (!files) throw wanted(name);
    await this.#adopt(name, files);
  }

  async #adopt(name: string, files: Map<string, Blob>): Promise<void> {
    const card = await this.#open(name, files);
    if (task.value === "classifier") adoptTeacher(card);
  }

  async #open(name: string, files: Map<string, Blob>): Promise<ModelCard> {
    this.#hush();
    pretrained.modelWork.value = { kind: "open", name, file: "", done: 0, of: sizeOf(files) };
    return this.#openOn(await this.lanes.open(READER), name, files);
  }

  async #openOn(open: OpenLane, name: string, files: Map<string, Blob>): Promise<ModelCard> {
    const card = await this.lanes.openModel(open, name, files);
    this.#files.set(name, files);
    // The recipe knows it by the name that it was opened by.
    const named = { ...card, name };
    pretrained.putCard(named);
    return named;
  }
}
