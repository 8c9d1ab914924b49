// The script of a fake language-model run: the reports of a real one, in their order, with made-up numbers.

import type { Scenario } from "./fake-lab";
import { BYTES_PER_TOKEN } from "./fake-language";
import type {
  CacheCost,
  CachePlace,
  CorpusReport,
  LanguageCard,
  LanguageMetrics,
  LanguageModelReport,
  LanguageRecipe,
  LanguageRunReport,
  Report,
  SampleReport,
  TrainRecipe,
  VerdictKind,
} from "./generated/spec";

type Trained = "teacher" | "student" | "control";

/** Where each model ends. */
const END: Record<Trained, { bits: number; parameters: number }> = {
  teacher: { bits: 2.214, parameters: 215_520 },
  student: { bits: 2.486, parameters: 45_456 },
  control: { bits: 2.531, parameters: 45_456 },
};

/** Bits per byte at the first step: an even guess over 512 tokens. */
const START_BITS = 9 / BYTES_PER_TOKEN;

const INTERVALS: Record<VerdictKind, [number, number, number]> = {
  helps: [0.045, 0.031, 0.058],
  does_not_help: [-0.017, -0.029, -0.004],
  inconclusive: [0.006, -0.008, 0.021],
};

/** What a model writes at each stage of its life. */
const WRITTEN = [
  "e tho aw, sin he ue t  and ot thers ind, wa the on, to s he of, and, tere, hing the an",
  " of her to the was and in the some of the had been, and her to be a very of the not in the",
  " was not to be the room, and Catherine was so much of the house, and the door had been a",
  " was soon in the drawing-room, and Catherine, who had been very anxious to see her friend,",
];

/** The words that the test of the preset begins with. */
const PROMPT = "Catherine was too wretched to be fearful. The journey in";

export function* fakeLanguageScript(
  recipe: LanguageRecipe,
  corpus: CorpusReport,
  scenario: Scenario,
  skip: { asked: boolean },
): Generator<Report> {
  const { pairs } = recipe.evaluation;
  const blocks = blocksOf(recipe, corpus);
  const train = (role: Trained, pair: number, of: number, how: TrainRecipe) =>
    training({ role, pair, pairs: of, blocks, how, recipe, scenario, skip });
  yield { type: "progress", phase: "prepare", done: 1, total: 9 };
  for (const [number, teacher] of recipe.teachers.entries()) {
    if (teacher.kind === "train") yield* train("teacher", number, recipe.teachers.length, teacher.train);
  }
  yield* train("control", 0, pairs, recipe.student.train);
  yield { type: "language_card", ...cardOf(scenario) };
  const cost = cacheOf(recipe, scenario);
  if (cost) yield { type: "cache", ...cost };
  if (cost?.place.kind === "files") {
    for (let done = 8; done <= blocks; done += 8) yield { type: "progress", phase: "report_card", done, total: blocks };
  }
  yield* train("student", 0, pairs, recipe.student.train);
  for (let pair = 1; pair < pairs; pair++) {
    yield* train("student", pair, pairs, recipe.student.train);
    yield* train("control", pair, pairs, recipe.student.train);
  }
  for (let done = 1; done <= 6; done++) yield { type: "progress", phase: "evaluate", done, total: 6 };
  yield { type: "language_done", ...fakeLanguageReport(recipe, corpus, scenario) };
}

function blocksOf(recipe: LanguageRecipe, corpus: CorpusReport): number {
  return Math.max(1, Math.ceil(corpus.train.bytes / BYTES_PER_TOKEN / recipe.block_tokens));
}

interface Training {
  role: Trained;
  pair: number;
  pairs: number;
  blocks: number;
  how: TrainRecipe;
  recipe: LanguageRecipe;
  scenario: Scenario;
  skip: { asked: boolean };
}

function* training(one: Training): Generator<Report> {
  const { role, pair, pairs, blocks, how, recipe, scenario, skip } = one;
  const perEpoch = Math.ceil(blocks / (how.batch_size * how.accumulate));
  const steps = how.epochs * perEpoch;
  yield { type: "phase", phase: role, pair, pairs, steps, parameters: END[role].parameters };
  for (let step = 1; step <= steps; step++) {
    if (step === 40 && scenario === "diverged") fail("diverged", "The loss of Teacher became NaN at step 40.");
    if (step === 40 && scenario === "gpu") fail("gpu", "The device was lost (unknown).");
    const atEpoch = step % perEpoch === 0 || skip.asked;
    yield stepOf(one, step, steps, atEpoch);
    if (atEpoch && pair === 0) yield { type: "sample", ...sampleOf(recipe, role, step, steps) };
    if (skip.asked) break;
  }
  skip.asked = false;
}

function stepOf({ role, pair, how }: Training, step: number, steps: number, atEpoch: boolean): Report {
  const gone = step / steps;
  const wave = 0.04 * Math.sin(step * 1.7 + pair) * (1 - 0.6 * gone);
  const bits = END[role].bits + (START_BITS - END[role].bits) * Math.exp(-6 * gone) + wave;
  const nats = bits * BYTES_PER_TOKEN * Math.LN2;
  const loss = role === "student" ? 0.62 * nats : nats;
  const reached = END[role].bits + 0.9 * Math.exp(-3.2 * gone);
  return {
    type: "step",
    phase: role,
    pair,
    step,
    steps,
    loss,
    parts: [{ name: "hard", weight: 1, value: loss }],
    learning_rate: how.learning_rate,
    grad_norm: 1,
    tokens_per_second: role === "teacher" ? 21_400 : 88_000,
    milliseconds: role === "teacher" ? 47.8 : 11.6,
    validation: atEpoch ? { loss: nats, accuracy: 0.34, bits_per_byte: reached } : null,
  };
}

function sampleOf(recipe: LanguageRecipe, phase: Trained, step: number, steps: number): SampleReport {
  const stage = Math.min(WRITTEN.length - 1, Math.floor((WRITTEN.length * step) / steps));
  const late = phase === "teacher" ? stage : Math.max(0, stage - (step === steps ? 1 : 0));
  const { prompt } = recipe.evaluation.sample;
  return { phase, pair: 0, step, prompt: prompt || PROMPT, text: prompt ? "21\n04+1" : (WRITTEN[late] ?? "") };
}

function fail(code: "diverged" | "gpu", message: string): never {
  throw { code, message, place: null, hint: "" };
}

function cardOf(scenario: Scenario): LanguageCard {
  const bits = scenario === "warned" ? 2.61 : 2.238;
  return {
    metrics: metricsOf(bits, 9_800, null),
    unigram_bits_per_byte: 3.442,
    control_bits_per_byte: 2.552,
    warnings: scenario === "warned" ? ["no_better_than_control"] : [],
  };
}

function metricsOf(bits: number, tokens: number, agreement: number | null): LanguageMetrics {
  const nll = bits * BYTES_PER_TOKEN * Math.LN2;
  return {
    tokens,
    bytes: Math.round(tokens * BYTES_PER_TOKEN),
    nll,
    perplexity: Math.exp(nll),
    bits_per_byte: bits,
    accuracy: 0.62 - 0.12 * bits,
    agreement,
    kl_to_teacher: agreement === null ? null : 1.4 * (1 - agreement),
  };
}

export function fakeLanguageReport(
  recipe: LanguageRecipe,
  corpus: CorpusReport,
  scenario: Scenario,
): LanguageRunReport {
  const kind: VerdictKind = scenario === "does_not_help" || scenario === "inconclusive" ? scenario : "helps";
  const [difference, low, high] = INTERVALS[kind];
  const { pairs, resamples } = recipe.evaluation;
  const { on_policy } = recipe.student;
  const model = (role: Trained, bits: number, agreement: number | null, of: number) =>
    modelOf(recipe, corpus, role, bits, agreement, of);
  return {
    version: 1,
    recipe,
    environment: { lane: "cpu", device: "Scripted cpu", version: "0.1.0" },
    data: corpus,
    vocabulary: 512,
    teachers: recipe.teachers.map((_, at) => model("teacher", END.teacher.bits + 0.03 * at, null, 1)),
    student: model("student", END.control.bits - difference, 0.571, pairs),
    control: model("control", END.control.bits, 0.532, pairs),
    verdict: { kind, difference, interval: [low, high], pairs, resamples },
    on_policy: on_policy ? { batches: 104, tokens: 53_200, share_of_time: 0.41 } : null,
    cache: cacheOf(recipe, scenario),
    alignment: null,
    control_budget: null,
    reproducible: true,
    seconds: 81.4,
  };
}

function cacheOf({ student }: LanguageRecipe, scenario: Scenario): CacheCost | null {
  const place: CachePlace = scenario === "no_room" ? { kind: "nowhere", free: 12_500_000 } : { kind: "files" };
  return student.cache && { top_k: student.cache.top_k ?? 64, bytes: 52_400_000, place, curve: curve() };
}

function curve() {
  return [2, 4, 8, 16, 32, 64, 128, 256].map((top_k) => ({
    top_k,
    bytes_per_token: 6 * top_k + 2,
    kl: 1.1 * (2 / top_k) ** 1.32,
  }));
}

function modelOf(
  recipe: LanguageRecipe,
  corpus: CorpusReport,
  role: Trained,
  bits: number,
  agreement: number | null,
  pairs: number,
): LanguageModelReport {
  const { parameters } = END[role];
  const large = role === "teacher";
  const teacher = recipe.teachers[0];
  const { epochs, batch_size, accumulate } = large && teacher?.kind === "train" ? teacher.train : recipe.student.train;
  const steps = epochs * Math.ceil(blocksOf(recipe, corpus) / (batch_size * accumulate));
  return {
    parameters,
    bytes: parameters * 4,
    test: metricsOf(bits, Math.round(corpus.test.bytes / BYTES_PER_TOKEN), agreement),
    bits_per_byte_by_pair: Array.from({ length: pairs }, (_, at) => bits + 0.006 * Math.sin(at * 2.3 + parameters)),
    speed: {
      prefill_tokens_per_second: large ? 8_100 : 38_600,
      decode_tokens_per_second: large ? 412 : 1_530,
      prompt_tokens: 32,
      new_tokens: 32,
    },
    samples: {
      samples: 8,
      distinct: large ? [0.41, 0.82, 0.96] : [0.36, 0.77, 0.94],
      repetition: large ? 0.012 : 0.021,
    },
    sample: sampleOf(recipe, role, steps, steps),
    training: { seconds: large ? 31.2 : 12.8, steps, best_epoch: 2, stopped_early: false },
    peak_memory_bytes: large ? 128_450_560 : 96_468_992,
  };
}
