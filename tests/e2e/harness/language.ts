// Language models as a person distils them: a tiny text, a tiny recipe, one button.

import type {
  CorpusReport,
  DecoderRecipe,
  LanguageRecipe,
  LanguageRunReport,
  LanguageTerm,
  Objective,
  Report,
} from "../../../web/engine/generated/spec";
import { training } from "./recipes";
import { toyRows } from "./rows";
import type { Tab, Upload } from "./tab";

export const TEXT: Upload = {
  name: "notices.txt",
  content: toyRows(110)
    .map(({ text }) => `${text}.\n`)
    .join(""),
};

export function decoder(change: Partial<DecoderRecipe> = {}): DecoderRecipe {
  return {
    layers: 1,
    width: 16,
    heads: 2,
    key_value_heads: 2,
    head_width: 8,
    feed_forward: 32,
    context: 16,
    norm: { kind: "rms_norm", epsilon: 1e-5 },
    positions: { kind: "rope", theta: 10_000 },
    activation: "swi_glu",
    tied_head: true,
    biases: "none",
    dropout: 0,
    ...change,
  };
}

export function term(objective: Objective, weight = 1): LanguageTerm {
  return { weight: { kind: "constant", value: weight }, temperature: null, objective };
}

export const FORWARD_KL: Objective = { kind: "forward_kl", temperature: 1 };
export const brief = () => ({ ...training(1, 5e-3), batch_size: 32 });

let seeds = 0;

/** One epoch of a few steps for each model. A seed of its own has the text read again, which can be waited for. */
export function tinyRecipe(change: (draft: LanguageRecipe) => void = () => {}): LanguageRecipe {
  const recipe: LanguageRecipe = {
    version: 1,
    task: "language_model",
    name: "tiny",
    seed: ++seeds,
    corpus: {
      source: { kind: "file", name: TEXT.name },
      format: null,
      max_bytes: 1_000_000,
      split_by: "place",
      split: { train: 0.7, validation: 0.1, test: 0.2 },
    },
    tokenizer: { kind: "bytes" },
    block_tokens: 16,
    teachers: [{ kind: "train", model: decoder(), tokenizer: null, train: brief(), weight: 1 }],
    student: {
      model: decoder(),
      train: brief(),
      objectives: [term(FORWARD_KL)],
      on_policy: null,
      cache: null,
      chunk_tokens: null,
    },
    evaluation: {
      pairs: 1,
      resamples: 100,
      budget_seconds: null,
      control_time: null,
      sample: { prompt: "", tokens: 8, temperature: 0.8, top_k: 40 },
    },
  };
  change(recipe);
  return recipe;
}

/** A finished run and what it said on its way. */
export interface LanguageRun {
  report: LanguageRunReport;
  reports: Report[];
}

/** A tab on the task of language models. */
export class LanguageTab {
  constructor(readonly tab: Tab) {}

  /** Waits until a text has been read. */
  async read(act: () => Promise<void>): Promise<CorpusReport> {
    const { tab } = this;
    const before = await tab.count("data");
    await act();
    await tab.more("data", before);
    await tab.page.waitForSelector("[data-testid=play]:not([disabled])");
    return (await tab.notes("data")).at(-1) as unknown as CorpusReport;
  }

  useText({ name, content }: Upload): Promise<CorpusReport> {
    const file = { name, mimeType: "text/plain", buffer: Buffer.from(content) };
    return this.read(() => this.tab.get("file-input").setInputFiles(file));
  }

  put(recipe: object): Promise<CorpusReport> {
    const file = { name: "recipe.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(recipe)) };
    return this.read(() => this.tab.get("recipe-input").setInputFiles(file));
  }

  /** Presses the one button and waits for so many steps of the student; what the run has said until then. */
  async begin(recipe: LanguageRecipe, steps: number, timeout: number): Promise<Report[]> {
    const { tab } = this;
    await this.put(recipe);
    await tab.press("play");
    const enough = (n: number) =>
      window.spy.reports.filter((report) => report.type === "step" && report.phase === "student").length >= n;
    await tab.page.waitForFunction(enough, steps, { timeout });
    return tab.notes("reports");
  }

  /** Presses the one button and waits for the report. */
  async run(recipe: LanguageRecipe): Promise<LanguageRun> {
    const { tab } = this;
    await this.put(recipe);
    const before = await tab.count("reports");
    await tab.press("play");
    const ends = "[data-testid=status]:is([data-status=done], [data-status=failed]), [data-testid=error]";
    await tab.page.waitForSelector(ends);
    if ((await tab.get("error").count()) > 0) throw new Error(await tab.text("error"));
    const report = (await tab.report()) as unknown as LanguageRunReport;
    return { report, reports: (await tab.notes("reports")).slice(before) };
  }
}
