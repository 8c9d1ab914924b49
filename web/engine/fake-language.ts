// The scripted lab's texts and language-model recipes, and what it says of a text. Made up, as all of it.

import type {
  CorpusFormat,
  CorpusReport,
  CorpusSource,
  DecoderRecipe,
  LanguageRecipe,
  LanguageTerm,
  TokenCandidate,
  TokenJudgement,
  TrainRecipe,
} from "./generated/spec";

/** The start of what a preset holds. */
const SAMPLES: Record<string, string> = {
  northanger:
    "CHAPTER 1\n\n\nNo one who had ever seen Catherine Morland in her infancy would have supposed her born to be an heroine. Her situation in life, the character of her father and mother, her own person and disposition, were all equally against her. Her father was a clergyman, without being neglected, or poor, and a very respectable man, though his name was Richard",
  arithmetic: "12+09=21\n28+04=02\n17+22=09\n05+11=16\n29+29=28\n03+00=03\n14+25=09\n",
  own: "The kettle was still warm when she came back from the harbour, and the letter lay where he had left it.",
};

/** Bytes that a token of the script stands for. */
export const BYTES_PER_TOKEN = 2.1;

/** How far the models of a script have come, from 0 to 1; null before they begin. */
export interface Learned {
  teacher: number | null;
  student: number | null;
}

export function fakeLanguageRecipe(name: string, source: CorpusSource): LanguageRecipe {
  const sums = source.kind === "arithmetic";
  const [context, large] = sums ? [32, 64] : [64, 96];
  const epochs = sums ? 60 : 2;
  const split = sums ? { train: 0.7, validation: 0.1, test: 0.2 } : { train: 0.85, validation: 0.05, test: 0.1 };
  return {
    version: 1,
    task: "language_model",
    name,
    seed: 0,
    corpus: {
      source,
      format: null,
      max_bytes: sums ? 1_000_000 : 20_000_000,
      split_by: sums ? "document" : "place",
      split,
    },
    tokenizer: sums ? { kind: "characters", vocabulary: 16 } : { kind: "bpe", vocabulary: 512 },
    block_tokens: context,
    teachers: [
      { kind: "train", model: decoder(2, large, context), tokenizer: null, train: train(epochs, 5e-3), weight: 1 },
    ],
    student: {
      model: decoder(1, 48, context),
      train: train(epochs, 5e-3),
      objectives: sums ? [taught(0.5), { ...taught(0.5), objective: { kind: "hard" } }] : [taught(1)],
      on_policy: null,
      cache: null,
      chunk_tokens: null,
    },
    evaluation: {
      pairs: 1,
      resamples: 2000,
      budget_seconds: null,
      control_time: null,
      sample: { prompt: sums ? "12+09=" : "", tokens: 48, temperature: 0.8, top_k: 40 },
    },
  };
}

export function fakeLanguagePreset(name: string): LanguageRecipe {
  if (name !== "arithmetic") return fakeLanguageRecipe(name, { kind: "preset", name });
  return fakeLanguageRecipe(name, { kind: "arithmetic", modulus: 30, count: 900, answers_only: true });
}

function taught(value: number): LanguageTerm {
  const weight = { kind: "constant" as const, value };
  return { weight, temperature: null, objective: { kind: "forward_kl", temperature: 1 } };
}

function train(epochs: number, learning_rate: number): TrainRecipe {
  return {
    epochs,
    batch_size: 8,
    accumulate: 1,
    learning_rate,
    schedule: "cosine",
    warmup: 0.05,
    weight_decay: 0.1,
    beta1: 0.9,
    beta2: 0.95,
    epsilon: 1e-8,
    clip_norm: 1,
    patience: null,
  };
}

function decoder(layers: number, width: number, context: number): DecoderRecipe {
  return {
    layers,
    width,
    heads: 4,
    key_value_heads: 2,
    head_width: width / 4,
    feed_forward: 2 * width,
    context,
    norm: { kind: "rms_norm", epsilon: 1e-5 },
    positions: { kind: "rope", theta: 10_000 },
    activation: "swi_glu",
    tied_head: true,
    biases: "none",
    dropout: 0,
  };
}

function formatOf({ corpus }: LanguageRecipe, name: string): CorpusFormat {
  if (corpus.format) return corpus.format;
  if (corpus.source.kind === "arithmetic") return { kind: "text", documents: { kind: "separator", line: "" } };
  if (/\.(csv|jsonl)$/.test(name)) return { kind: "rows", text: null };
  return { kind: "text", documents: { kind: "whole_file" } };
}

export function fakeCorpus(recipe: LanguageRecipe, name: string, size: number): CorpusReport {
  const { source, split, max_bytes } = recipe.corpus;
  const sums = source.kind === "arithmetic";
  const format = formatOf(recipe, name);
  const whole = format.kind === "text" && format.documents.kind === "whole_file";
  const kept_bytes = Math.min(max_bytes, sums ? source.count * 8 : size);
  const read = sums ? source.count : whole ? 1 : Math.max(3, Math.round(size / 180));
  const [empty, duplicate] = sums || whole ? [0, 0] : [Math.round(read / 90), Math.round(read / 40)];
  const unsampled = size > max_bytes && !whole ? Math.round(read * (1 - max_bytes / size)) : 0;
  const kept = read - empty - duplicate - unsampled;
  const sample = SAMPLES[sums ? "arithmetic" : source.kind === "preset" ? "northanger" : "own"] ?? "";
  const total = split.train + split.validation + split.test;
  const part = (share: number) => ({
    documents: whole ? 1 : Math.round((kept * share) / total),
    bytes: Math.round((kept_bytes * share) / total),
  });
  return {
    name,
    bytes: sums ? null : size,
    encoding: sums ? null : "utf8",
    format,
    read,
    unsampled,
    empty,
    duplicate,
    kept,
    excerpted: whole && size > max_bytes ? 1 : 0,
    kept_bytes,
    train: part(split.train),
    validation: part(split.validation),
    test: part(split.test),
    overlap: whole ? 0.0021 : 0,
    fingerprint: "0000000000000000",
    sample,
    beginnings: [sample],
    late_columns: { rows: 0, named: [] },
  };
}

/** Pieces of a word or two letters, as a small vocabulary has them. */
function pieces(text: string): string[] {
  return text.match(/ ?\p{L}{1,3}| ?\p{N}|\s|[^\p{L}\p{N}\s]/gu) ?? [];
}

/** A number from 0 to 1 that belongs to a place in a text. */
function dice(piece: string, at: number, salt: number): number {
  let state = 17 * salt + 31 * at;
  for (const letter of piece) state = (state * 33 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return ((state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const OTHERS = [" the", " and", "e", " of", ",", "ing", " to", " her", "s", "."];

function candidates(piece: string, at: number, { teacher, student }: Learned): TokenCandidate[] {
  const names = [piece, ...OTHERS.filter((other) => other !== piece)].slice(0, 8);
  const shares = (learned: number | null, salt: number) => {
    if (learned === null) return names.map(() => null);
    const scores = names.map((name, rank) => Math.exp((rank === 0 ? 3.4 * learned : 0) + 2 * dice(name, at, salt)));
    const sum = scores.reduce((total, score) => total + score, 0) * (1.6 - 0.5 * learned);
    return scores.map((score) => score / sum);
  };
  const [p, q] = [shares(teacher, 1), shares(student, 2)];
  return names
    .map((token, index) => ({ token, teacher: p[index] ?? null, student: q[index] ?? null }))
    .sort((a, b) => Math.max(b.teacher ?? 0, b.student ?? 0) - Math.max(a.teacher ?? 0, a.student ?? 0));
}

/** At most `context` tokens, each a little harder or easier; the student follows the teacher as it learns. */
export function fakeInspect(text: string, context: number, learned: Learned): TokenJudgement[] {
  const loss = (share: number | null, hard: number, ends: number) =>
    share === null ? null : Math.max(0.02, 6.2 * (1 - share) * 0.55 + ends * hard);
  return pieces(text)
    .slice(0, context)
    .map((token, at) => {
      const hard = dice(token, at, 3) ** 2;
      const { teacher, student } = learned;
      const apart = 0.15 + 2.6 * dice(token, at, 5) ** 3;
      return {
        token,
        learnt: at > 0,
        teacher_nll: loss(teacher, hard, 6.5),
        student_nll: loss(student, hard, 7.6),
        kl: teacher === null || student === null ? null : apart * (0.25 + 1.2 * (1 - student)),
        candidates: candidates(token, at, learned),
      };
    });
}
