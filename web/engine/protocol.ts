// What crosses between the page and a lane's worker. A request carries an id and gets one answer or refusal;
// events come by themselves.

import type {
  CorpusReport,
  DataReport,
  ErrorReport,
  ExportFormat,
  ExportOffer,
  Lane,
  LanguageRecipe,
  ModelCard,
  Prediction,
  Recipe,
  Report,
  SourceReport,
  TokenJudgement,
} from "./generated/spec";

/** Lanes that a browser has. */
export type BrowserLane = Exclude<Lane, "cuda">;

export type Command =
  | { type: "open"; lane: BrowserLane; wasm: ArrayBuffer; device?: string }
  | { type: "look"; name: string; file: Blob }
  | { type: "preset"; name: string }
  | { type: "for_file"; name: string }
  | { type: "check_recipe"; json: string }
  | { type: "open_model"; name: string; files: Map<string, Blob> }
  | { type: "close_model"; name: string }
  | { type: "load"; recipe: Recipe; name: string; file: Blob }
  | { type: "warm_up"; recipe: Recipe }
  | { type: "time_steps"; recipe: Recipe; count: number }
  | { type: "start"; recipe: Recipe; run: number }
  | { type: "language_preset"; name: string }
  | { type: "language_for_file"; name: string }
  | { type: "check_language_recipe"; json: string }
  | { type: "load_corpus"; recipe: LanguageRecipe; name: string; file: Blob }
  | { type: "warm_up_language"; recipe: LanguageRecipe }
  | { type: "time_language_steps"; recipe: LanguageRecipe; count: number }
  | { type: "start_language"; recipe: LanguageRecipe; run: number }
  | { type: "play" }
  | { type: "pause" }
  | { type: "step" }
  | { type: "skip" }
  | { type: "predict"; text: string }
  | { type: "inspect"; text: string }
  | { type: "offer_student" }
  | { type: "export_student"; format: ExportFormat };

/** What each command answers with. */
export interface Answers {
  open: string;
  look: SourceReport;
  preset: Recipe;
  for_file: Recipe;
  check_recipe: Recipe;
  open_model: ModelCard;
  close_model: null;
  load: DataReport;
  warm_up: null;
  time_steps: number[];
  start: null;
  language_preset: LanguageRecipe;
  language_for_file: LanguageRecipe;
  check_language_recipe: LanguageRecipe;
  load_corpus: CorpusReport;
  warm_up_language: null;
  time_language_steps: number[];
  start_language: null;
  play: null;
  pause: null;
  step: null;
  skip: null;
  predict: Prediction;
  inspect: TokenJudgement[];
  offer_student: ExportOffer[];
  export_student: Uint8Array<ArrayBuffer>;
}

export type CommandType = Command["type"];
export type CommandOf<K extends CommandType> = Extract<Command, { type: K }>;
export type Answer = Answers[CommandType];

export interface Request {
  id: number;
  command: Command;
}

export type Message =
  | { type: "answer"; id: number; value: Answer }
  | { type: "refused"; id: number; error: ErrorReport }
  | { type: "reports"; run: number; reports: Report[] }
  | { type: "failed"; run: number; error: ErrorReport };

/** Messages that answer no request. */
export type LaneEvent = Extract<Message, { type: "reports" | "failed" }>;
