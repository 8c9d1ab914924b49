// The lanes that are open, and what each has read.

import type { CorpusReport, DataReport, LanguageRecipe, ModelCard, Recipe } from "../engine/generated/spec";
import type { BrowserLane, LaneEvent } from "../engine/protocol";
import type { Engine, OpenLane } from "../engine/spawn";

type Spawned = ReturnType<Engine["spawn"]>;

interface Loaded<T> {
  key: string;
  file: File;
  report: Promise<T>;
}

interface OpenModel {
  files: Map<string, Blob>;
  card: Promise<ModelCard>;
}

/** What a lane has read; it keeps rows, text and models side by side. */
interface Shelf {
  models: Map<string, OpenModel>;
  rows?: Loaded<DataReport>;
  text?: Loaded<CorpusReport>;
}

/** What of a recipe decides which rows are read and how they are split. */
export function dataKey(recipe: Recipe): string {
  return JSON.stringify([recipe.data, recipe.seed, recipe.teacher.kind === "soft_labels"]);
}

/** What of a recipe decides which text is read and how it is divided. */
export function corpusKey(recipe: LanguageRecipe): string {
  return JSON.stringify([recipe.corpus, recipe.seed]);
}

export class Lanes {
  #spawned = new Map<BrowserLane, Spawned>();
  #shelves = new Map<BrowserLane, Shelf>();

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
    this.#shelves.delete(lane);
  }

  /** Reads the rows unless the lane has read just these, or is about to: a large file must not be read twice. */
  load({ lane, client }: OpenLane, recipe: Recipe, file: File): Promise<DataReport> {
    const [shelf, key] = [this.#shelfOf(lane), dataKey(recipe)];
    if (shelf.rows?.key === key && shelf.rows.file === file) return shelf.rows.report;
    const report = client.call<"load">({ type: "load", recipe, name: file.name, file });
    shelf.rows = { key, file, report };
    return report;
  }

  /** The same for a language model's text. */
  loadCorpus({ lane, client }: OpenLane, recipe: LanguageRecipe, file: File): Promise<CorpusReport> {
    const [shelf, key] = [this.#shelfOf(lane), corpusKey(recipe)];
    if (shelf.text?.key === key && shelf.text.file === file) return shelf.text.report;
    const report = client.call<"load_corpus">({ type: "load_corpus", recipe, name: file.name, file });
    shelf.text = { key, file, report };
    return report;
  }

  /** Opens a model unless the lane has just these files of it. */
  openModel({ lane, client }: OpenLane, name: string, files: Map<string, Blob>): Promise<ModelCard> {
    const { models } = this.#shelfOf(lane);
    const known = models.get(name);
    if (known?.files === files) return known.card;
    const card = client.call<"open_model">({ type: "open_model", name, files });
    models.set(name, { files, card });
    card.catch(() => models.delete(name));
    return card;
  }

  /** Lets a model go wherever it is open. */
  closeModel(name: string): void {
    for (const [lane, { models }] of this.#shelves) {
      if (models.delete(name)) void this.#spawned.get(lane)?.client.call<"close_model">({ type: "close_model", name });
    }
  }

  #shelfOf(lane: BrowserLane): Shelf {
    const known = this.#shelves.get(lane) ?? { models: new Map() };
    this.#shelves.set(lane, known);
    return known;
  }
}
