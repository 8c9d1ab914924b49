// A lab that follows a script. Its numbers are made up on purpose and mean nothing.

import { fakeCorpus, fakeInspect, fakeLanguagePreset, fakeLanguageRecipe, type Learned } from "./fake-language";
import { fakeLanguageScript } from "./fake-language-script";
import { fakeCard } from "./fake-models";
import { fakeScript } from "./fake-script";
import type {
  CorpusReport,
  DataReport,
  ErrorReport,
  ExportFormat,
  ExportOffer,
  LanguageRecipe,
  ModelCard,
  Prediction,
  Recipe,
  Report,
  SourceReport,
  TokenJudgement,
} from "./generated/spec";
import type { Lab } from "./lab";
import type { BrowserLane } from "./protocol";

export const SCENARIOS = [
  "helps",
  "does_not_help",
  "inconclusive",
  "warned",
  "diverged",
  "gpu",
  "fast",
  "no_room",
] as const;
export type Scenario = (typeof SCENARIOS)[number];

export function isScenario(name: string | null): name is Scenario {
  return SCENARIOS.some((known) => known === name);
}

/** Milliseconds of a scripted step. */
const STEP_MS = 4;
/** A step in so many waits, so that the script runs fast. */
const STEPS_PER_WAIT = { fast: 200, shown: 1 };

const LANGUAGES =
  "Catalan Czech Danish Dutch English Estonian Finnish French Galician German Hungarian Italian Norwegian Polish Portuguese Romanian Slovak Spanish Swedish Turkish".split(
    " ",
  );

function refuse(code: ErrorReport["code"], message: string, hint: string, place: ErrorReport["place"] = null): never {
  throw { code, message, hint, place } satisfies ErrorReport;
}

export class FakeLab implements Lab {
  #data: DataReport | null = null;
  #source: SourceReport | null = null;
  #corpus: CorpusReport | null = null;
  #learned: Learned = { teacher: null, student: null };
  #context = 0;
  #script: Iterator<Report> | null = null;
  #skip = { asked: false };
  #steps = 0;
  #models = new Set<string>();

  constructor(
    private readonly lane: BrowserLane,
    private readonly scenario: Scenario,
  ) {}

  static preset(name: string): Recipe {
    return recipeOf({ kind: "preset", name });
  }

  static forFile(name: string): Recipe {
    return recipeOf({ kind: "file", name });
  }

  static checkRecipe(json: string): Recipe {
    return parsed(json);
  }

  static languagePreset(name: string): LanguageRecipe {
    return fakeLanguagePreset(name);
  }

  static languageForFile(name: string): LanguageRecipe {
    return fakeLanguageRecipe(name, { kind: "file", name });
  }

  static checkLanguageRecipe(json: string): LanguageRecipe {
    return parsed(json);
  }

  device(): string {
    return `Scripted ${this.lane}`;
  }

  look(name: string, head: Uint8Array, bytes?: number): SourceReport {
    const text = new TextDecoder().decode(head);
    if (text.includes("\u0000"))
      refuse("encoding", "The file is neither UTF-8 nor UTF-16.", "Save it as UTF-8.", at(name));
    if (text.trim() === "") refuse("empty_file", "The file has no rows.", "Give it a header and rows.", at(name));
    this.#source = sourceOf(name, text, bytes ?? null);
    return this.#source;
  }

  load(recipe: Recipe, name: string, _file: Blob): DataReport {
    refuseBad(name);
    const source = this.#source ?? sourceOf(name, "text,label", null);
    this.#data = dataOf(recipe, source);
    return this.#data;
  }

  openModel(name: string, files: Map<string, Blob>): ModelCard {
    const card = fakeCard(name, files);
    this.#models.add(name);
    return card;
  }

  closeModel(name: string): void {
    this.#models.delete(name);
  }

  start(recipe: Recipe): void {
    if (!this.#data) refuse("state", "No data is loaded.", "");
    const model = recipe.teacher.kind === "pretrained" ? recipe.teacher.model.name : null;
    if (model !== null && !this.#models.has(model))
      refuse("recipe", `The recipe's teacher \`${model}\` is not at hand.`, "Open the model first.");
    this.#skip = { asked: false };
    this.#script = fakeScript(recipe, this.#data, this.scenario, this.#skip);
  }

  loadCorpus(recipe: LanguageRecipe, name: string, file: Blob): CorpusReport {
    refuseBad(name);
    const needsFile = recipe.corpus.source.kind !== "arithmetic";
    if (needsFile && file.size === 0) refuse("empty_file", "The file has no text.", "Give it some.", at(name));
    this.#corpus = fakeCorpus(recipe, name, file.size);
    return this.#corpus;
  }

  startLanguage(recipe: LanguageRecipe): void {
    if (!this.#corpus) refuse("state", "No text is loaded.", "");
    this.#skip = { asked: false };
    this.#learned = { teacher: null, student: null };
    this.#context = recipe.student.model.context;
    this.#script = fakeLanguageScript(recipe, this.#corpus, this.scenario, this.#skip);
  }

  async inspect(text: string): Promise<TokenJudgement[]> {
    if (!this.#script) refuse("state", "No run has begun.", "");
    if (this.#learned.teacher === null) return [];
    return fakeInspect(text, this.#context, this.#learned);
  }

  async step(): Promise<Report> {
    const pause = this.scenario === "fast" ? STEPS_PER_WAIT.fast : STEPS_PER_WAIT.shown;
    if (++this.#steps % pause === 0) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    const next = this.#script?.next();
    if (!next || next.done) return refuse("state", "The run is over.", "");
    this.#learn(next.value);
    return next.value;
  }

  /** Until there is a student its twin speaks for it. */
  #learn(report: Report): void {
    if (report.type !== "step") return;
    const share = 1 - Math.exp((-4 * report.step) / report.steps);
    this.#learned = { ...this.#learned, [report.phase === "teacher" ? "teacher" : "student"]: share };
  }

  skip(): void {
    this.#skip.asked = true;
  }

  async predict(text: string): Promise<Prediction> {
    const classes = this.#data?.classes.map((c) => c.name) ?? [];
    if (!this.#script) refuse("state", "No run has begun.", "");
    const scores = (pull: number) => classes.map((name, at) => pull * score(text, name, at));
    return { classes, teacher: this.#data?.soft_labels ? null : scores(7), student: scores(5), control: scores(4) };
  }

  async warmUp(_recipe: Recipe): Promise<void> {}

  async timeSteps(_recipe: Recipe, count: number): Promise<number[]> {
    return Array.from({ length: count }, (_, at) => (this.lane === "cpu" ? 3.1 : 210) + at / 10);
  }

  async warmUpLanguage(_recipe: LanguageRecipe): Promise<void> {}

  async timeLanguageSteps(_recipe: LanguageRecipe, count: number): Promise<number[]> {
    return Array.from({ length: count }, (_, at) => (this.lane === "cpu" ? 96 : 2_900) + at);
  }

  async exportStudent(_format: ExportFormat): Promise<Uint8Array<ArrayBuffer>> {
    return new TextEncoder().encode("scripted");
  }

  async offerStudent(): Promise<ExportOffer[]> {
    const offer = (format: ExportFormat, file_name: string, bytes: number) => ({ format, file_name, bytes });
    const both = [
      offer("zip", "student.zip", 68_100),
      offer("html", "student.html", 104_400),
      offer("onnx", "student.onnx", 67_300),
      offer("onnx_int8", "student.int8.onnx", 18_900),
    ];
    if (!this.#corpus) return both;
    return [...both, offer("gguf", "student.f16.gguf", 96_200), offer("gguf_q8", "student.q8_0.gguf", 58_000)];
  }
}

function parsed<T>(json: string): T {
  try {
    return JSON.parse(json);
  } catch (thrown) {
    return refuse("recipe", `This is not a recipe: ${thrown}.`, "");
  }
}

function refuseBad(name: string): void {
  if (!name.includes("bad")) return;
  const hint = "Close the quote, or double it if it belongs to the text.";
  refuse("malformed_row", "Row 17 has 5 values where the header has 2.", hint, { file: name, line: 17, column: 42 });
}

function at(file: string): ErrorReport["place"] {
  return { file, line: null, column: null };
}

/** Liking of a class for a text: repeatable, and fond of Portuguese. */
function score(text: string, name: string, at: number): number {
  const fond: Record<string, number> = { Portuguese: 1, Galician: 0.72, Spanish: 0.55, Catalan: 0.4, spam: 1 };
  const noise = ((text.length * 31 + at * 17) % 23) / 23;
  return (fond[name] ?? 0) + 0.25 * noise;
}

function sourceOf(name: string, text: string, bytes: number | null): SourceReport {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  const header = lines[0] ?? "";
  const delimiter = [",", "\t", ";", "|"].find((one) => header.includes(one)) ?? ",";
  const samples = lines.slice(1, 4).map((line) => line.split(delimiter));
  const columns = header.split(delimiter).map((column, index) => ({
    name: column,
    role: roleOf(column),
    sample: samples.map((cells) => cells[index] ?? ""),
  }));
  const format = { kind: "delimited" as const, delimiter, header: true, quoted: text.includes('"') };
  return { name, bytes, encoding: "utf8", format, columns };
}

function roleOf(column: string): SourceReport["columns"][number]["role"] {
  if (column.startsWith("p:")) return "soft_label";
  return column === "text" || column === "label" ? column : "ignored";
}

function dataOf(recipe: Recipe, source: SourceReport): DataReport {
  const soft = source.columns.flatMap(({ name, role }) => (role === "soft_label" ? [name.slice(2)] : []));
  const preset = recipe.data.source.kind === "preset" ? recipe.data.source.name : "own";
  const names = soft.length > 0 ? soft : preset === "languages" ? LANGUAGES : ["ham", "spam"];
  const read = preset === "own" ? 52_140 : 4260;
  const unsampled = Math.max(0, read - recipe.data.max_rows);
  const cleaning = { read, unsampled, empty: 3, duplicate: 96, conflicting: 4, rare_class: 0 };
  const kept = read - unsampled - 103;
  const rows = (at: number) => Math.round((kept / names.length) * (1 + 0.3 * Math.sin(at * 2.1)));
  const classes = names.map((name, at) => ({ name, rows: rows(at) }));
  const part = (share: number) => Math.round(kept * share);
  return {
    source,
    cleaning: { ...cleaning, kept },
    classes,
    split: { train: part(0.7), validation: part(0.1), test: part(0.2) },
    soft_labels: soft.length > 0,
    fingerprint: "0000000000000000",
  };
}

function recipeOf(source: Recipe["data"]["source"]): Recipe {
  const train = (epochs: number, learning_rate: number): Recipe["student"]["train"] => ({
    epochs,
    batch_size: 32,
    accumulate: 1,
    learning_rate,
    schedule: "cosine",
    warmup: 0.1,
    weight_decay: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    clip_norm: 1,
    patience: 3,
  });
  const encoder = { layers: 2, width: 128, heads: 4, feed_forward: 256, max_tokens: 32, dropout: 0.1 };
  const split = { train: 0.7, validation: 0.1, test: 0.2 };
  return {
    version: 1,
    name: source.name,
    seed: 0,
    data: { source, text_column: null, label_column: null, max_rows: 20_000, min_rows_per_class: 10, split },
    teacher: {
      kind: "train",
      model: { kind: "encoder", tokenizer: { kind: "bpe", vocabulary: 8000 }, ...encoder },
      train: train(4, 2e-3),
    },
    student: {
      model: { kind: "ngram_bag", min_n: 1, max_n: 3, buckets: 2048, width: 8, max_ngrams: 256 },
      train: train(6, 5e-3),
      objectives: [
        { weight: 0.9, objective: { kind: "forward_kl", temperature: 2 } },
        { weight: 0.1, objective: { kind: "hard" } },
      ],
    },
    evaluation: { pairs: 3, resamples: 2000, budget_seconds: null },
  };
}
