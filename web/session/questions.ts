// Asks the models about the user's text: at once when it changes, now and then while they learn, one question at a time.

import type { ReadonlySignal } from "@preact/signals-core";
import type { Prediction, TokenJudgement } from "../engine/generated/spec";
import type { OpenLane } from "../engine/spawn";
import { takeJudgements, tokenText } from "../state/tokens";
import { prediction, text } from "../state/tryit";

export interface Question<T> {
  text: ReadonlySignal<string>;
  ask(open: OpenLane, text: string): Promise<T>;
  show(said: T): void;
}

/** The lane of the present run and the run's number; null where there is none. */
export type Present = () => { open: OpenLane; run: number } | null;

export class Questions<T> {
  #asking = false;
  /** Whether what is being asked is already out of date. */
  #again = false;
  #asked = 0;

  constructor(
    private readonly question: Question<T>,
    private readonly present: Present,
  ) {}

  /** Asks unless the last answer is younger than `rest` milliseconds. */
  async ask(rest: number): Promise<void> {
    const [asked, now] = [this.question.text.value, this.present()];
    if (this.#asking && rest === 0) this.#again = true;
    if (!now || this.#asking || asked.trim() === "" || performance.now() - this.#asked < rest) return;
    this.#asking = true;
    this.#again = false;
    try {
      const said = await this.question.ask(now.open, asked);
      if (now.run === this.present()?.run) this.question.show(said);
    } catch {
      // Before the first model exists there is nothing to say; faults of the lane arrive as events.
    }
    this.#asking = false;
    this.#asked = performance.now();
    if (this.#again) void this.ask(0);
  }
}

/** What the classifiers make of a text. */
export const PREDICTION: Question<Prediction> = {
  text,
  ask: ({ client }, asked) => client.call<"predict">({ type: "predict", text: asked }),
  show: (said) => {
    prediction.value = said;
  },
};

/** What the language models make of a text, token by token. */
export const INSPECTION: Question<TokenJudgement[]> = {
  text: tokenText,
  ask: ({ client }, asked) => client.call<"inspect">({ type: "inspect", text: asked }),
  show: takeJudgements,
};
