// Where a language model's text comes from: presets, files, pasted text, recipes.

import { batch } from "@preact/signals-core";
import { isText } from "../engine/assets";
import { toErrorReport } from "../engine/errors";
import type { CorpusReport, LanguageRecipe } from "../engine/generated/spec";
import type { Engine } from "../engine/spawn";
import { corpus, ownText, readingText, type TextOrigin, textOrigin } from "../state/corpus";
import { clearErrors, raise } from "../state/errors";
import { languageRecipe } from "../state/language-recipe";
import { tokenText, tokenTextIsOwn } from "../state/tokens";
import { corpusKey, type Lanes } from "./lanes";
import { Reading } from "./reading";
import { testText } from "./test-text";

/** The engine makes sums up: it needs no file. */
const NO_FILE = new File([], "arithmetic");
/** Letters of a text that are suggested to look at. */
const SUGGESTED = 200;
/** Letters of a heading at most. */
const HEADING = 40;

/** The same settings for another text: what was set for a file with a mistake holds for the mended one. */
function withText(asked: LanguageRecipe, name: string): LanguageRecipe {
  return { ...asked, name, corpus: { ...asked.corpus, source: { kind: "file", name }, format: null } };
}

function originOf({ corpus: { source } }: LanguageRecipe): TextOrigin {
  if (source.kind === "arithmetic") return "arithmetic";
  return source.kind === "preset" && isText(source.name) ? source.name : "own";
}

/** Whole words of the first paragraph that is more than a heading. */
function beginning(text: string): string {
  const paragraphs = text.trim().split(/\n\s*\n/);
  const prose = paragraphs.findIndex((one) => one.length > HEADING);
  const start = paragraphs.slice(Math.max(0, prose)).join("\n\n");
  if (start.length <= SUGGESTED) return start;
  const cut = start.slice(0, SUGGESTED);
  return cut.replace(/\s\S*$/, "") || cut;
}

export class Texts {
  #reading = new Reading(readingText);
  /** The first words of the test that was suggested last. */
  #testWords = "";

  constructor(
    private readonly engine: Engine,
    private readonly lanes: Lanes,
  ) {}

  /** The file of the present origin; null where the user has given none yet. */
  file(): File | null {
    const name = textOrigin.value;
    if (name === "own") return ownText.value;
    return name === "arithmetic" ? NO_FILE : this.engine.texts[name];
  }

  async choose(next: TextOrigin): Promise<void> {
    if (next === "own" && !ownText.value) {
      batch(() => {
        textOrigin.value = "own";
        corpus.value = null;
        clearErrors("text");
      });
      return;
    }
    await this.#begin(next, next === "own" ? await this.#forFile() : await this.#preset(next));
  }

  async useFile(file: File): Promise<void> {
    ownText.value = file;
    const asked = languageRecipe.value;
    const keeps = textOrigin.value === "own" && asked?.corpus.source.kind === "file";
    if (keeps) await this.#begin("own", withText(asked, file.name));
    else await this.choose("own");
  }

  /** A recipe from a file. Its text must be here already unless it names a preset or makes its text up. */
  async useRecipe(checked: LanguageRecipe): Promise<void> {
    await this.#begin(originOf(checked), checked);
  }

  /** Reads the present text, unless just that was tried last, and shows what was found. */
  async refresh(isNew: boolean): Promise<void> {
    const [file, asked] = [this.file(), languageRecipe.value];
    if (!file || !asked || (!isNew && this.#reading.wasTried(corpusKey(asked), file))) return;
    this.#reading.note(corpusKey(asked), file);
    clearErrors("text");
    await this.#reading.read(
      async () => this.lanes.loadCorpus(await this.lanes.open("cpu"), asked, file),
      (found) => this.#show(found),
      (thrown) => this.#refuse(thrown),
    );
  }

  /** What the models are asked about, until the user has words of their own. */
  suggest(text: string): void {
    if (!tokenTextIsOwn.value && text.trim() !== "") tokenText.value = beginning(text);
  }

  /** The test's beginning, of which a sample told the first words. */
  async suggestTest(words: string): Promise<void> {
    const [file, found] = [this.file(), corpus.value];
    if (!file || !found || tokenTextIsOwn.value || words === this.#testWords) return;
    this.#testWords = words;
    const text = await testText(words, file, found, 2 * SUGGESTED);
    if (corpus.value === found) this.suggest(text);
  }

  async #forFile(): Promise<LanguageRecipe> {
    const { client } = await this.lanes.open("cpu");
    return client.call<"language_for_file">({ type: "language_for_file", name: ownText.value?.name ?? "" });
  }

  async #preset(name: string): Promise<LanguageRecipe> {
    const { client } = await this.lanes.open("cpu");
    return client.call<"language_preset">({ type: "language_preset", name });
  }

  async #begin(next: TextOrigin, fresh: LanguageRecipe): Promise<void> {
    batch(() => {
      textOrigin.value = next;
      languageRecipe.value = fresh;
      corpus.value = null;
    });
    await this.refresh(true);
  }

  #show(found: CorpusReport): void {
    corpus.value = found;
    this.#testWords = "";
    this.suggest(found.sample);
  }

  #refuse(thrown: unknown): void {
    corpus.value = null;
    raise(toErrorReport(thrown), null, "language_model");
  }
}
