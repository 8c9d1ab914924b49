// Where rows come from: presets, files, pasted text, recipes.

import { batch } from "@preact/signals-core";
import type { PresetName } from "../engine/assets";
import { isPreset } from "../engine/assets";
import { toErrorReport } from "../engine/errors";
import type { DataReport, Recipe, SourceReport } from "../engine/generated/spec";
import type { Engine } from "../engine/spawn";
import { dataReport, forgetData, type Origin, origin, ownFile, reading, source } from "../state/data";
import { clearErrors, raise } from "../state/errors";
import { recipe } from "../state/recipe";
import { chooseTeacher } from "../state/teacher";
import { text as tryText } from "../state/tryit";
import { dataKey, type Lanes } from "./lanes";
import { Reading } from "./reading";

/** Texts that no preset contains. */
const EXAMPLES: Record<PresetName, string> = {
  languages: "Amanhã de manhã vamos à praia",
  spam: "Claim your free prize before Friday",
};

/** The same settings for other rows: what was set for a file with a mistake holds for the mended one. */
function withRows(asked: Recipe, name: string): Recipe {
  return {
    ...asked,
    name,
    data: { ...asked.data, source: { kind: "file", name }, text_column: null, label_column: null },
  };
}

export class Sources {
  #reading = new Reading(reading);

  constructor(
    private readonly engine: Engine,
    private readonly lanes: Lanes,
  ) {}

  /** The file of the present origin; null where the user has given none yet. */
  file(): File | null {
    const name = origin.value;
    return name === "own" ? ownFile.value : this.engine.presets[name];
  }

  async choose(next: Origin): Promise<void> {
    if (next === "own" && !ownFile.value) {
      batch(() => {
        origin.value = "own";
        forgetData();
        clearErrors("data");
      });
      return;
    }
    const { client } = await this.lanes.open("cpu");
    const fresh =
      next === "own"
        ? await client.call<"for_file">({ type: "for_file", name: ownFile.value?.name ?? "" })
        : await client.call<"preset">({ type: "preset", name: next });
    await this.#begin(next, fresh);
  }

  async useFile(file: File): Promise<void> {
    ownFile.value = file;
    if (origin.value !== "own") return this.choose("own");
    if (recipe.value?.teacher.kind === "soft_labels") chooseTeacher("train");
    if (recipe.value) await this.#begin("own", withRows(recipe.value, file.name));
  }

  /** A recipe from a file. Its rows must be here already unless it names a preset. */
  async useRecipe(checked: Recipe): Promise<void> {
    const { kind, name } = checked.data.source;
    await this.#begin(kind === "preset" && isPreset(name) ? name : "own", checked);
  }

  async #begin(next: Origin, fresh: Recipe): Promise<void> {
    batch(() => {
      origin.value = next;
      recipe.value = fresh;
      forgetData();
    });
    await this.refresh(true);
  }

  /** Reads the present file, unless just that was tried last, and shows what was found. */
  async refresh(isNew: boolean): Promise<void> {
    const [file, asked] = [this.file(), recipe.value];
    if (!file || !asked || (!isNew && this.#reading.wasTried(dataKey(asked), file))) return;
    clearErrors("data");
    await this.#reading.read(
      () => this.#read(file, asked, isNew),
      (found) => this.#show(found),
      (thrown) => this.#refuse(thrown),
    );
  }

  /** A look at a new file may change the recipe: it is read by what holds afterwards. */
  async #read(file: File, asked: Recipe, isNew: boolean): Promise<DataReport> {
    this.#reading.note(dataKey(asked), file);
    const open = await this.lanes.open("cpu");
    if (isNew || !source.value) this.#takeLook(await open.client.call<"look">({ type: "look", name: file.name, file }));
    const settled = recipe.value ?? asked;
    this.#reading.note(dataKey(settled), file);
    return this.lanes.load(open, settled, file);
  }

  #show(found: DataReport): void {
    dataReport.value = found;
    this.#suggestText();
  }

  /** Rows that bring their own probabilities need no teacher. */
  #takeLook(found: SourceReport): void {
    source.value = found;
    const soft = found.columns.some((column) => column.role === "soft_label");
    if (soft) chooseTeacher("soft_labels");
  }

  #refuse(thrown: unknown): void {
    dataReport.value = null;
    raise(toErrorReport(thrown), null, "classifier");
  }

  #suggestText(): void {
    const name = origin.value;
    const known: string[] = Object.values(EXAMPLES);
    const own = source.value?.columns.find((column) => column.role === "text")?.sample[0];
    const example = name === "own" ? own : EXAMPLES[name];
    if (example && (tryText.value === "" || known.includes(tryText.value))) tryText.value = example;
  }
}
