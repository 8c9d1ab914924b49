// The script of a fake run: the reports of a real one, in their order, with made-up numbers.

import type { Scenario } from "./fake-lab";
import type {
  DataReport,
  Metrics,
  ModelReport,
  Phase,
  Recipe,
  Report,
  RunReport,
  TeacherCard,
  TrainRecipe,
  VerdictKind,
} from "./generated/spec";

type Trained = "teacher" | "student" | "control";

/** Where each model ends. */
const END: Record<Trained, { accuracy: number; loss: number; parameters: number }> = {
  teacher: { accuracy: 0.957, loss: 0.16, parameters: 1_295_636 },
  student: { accuracy: 0.946, loss: 0.34, parameters: 65_892 },
  control: { accuracy: 0.931, loss: 0.29, parameters: 65_892 },
};

const INTERVALS: Record<VerdictKind, [number, number, number]> = {
  helps: [0.015, 0.006, 0.024],
  does_not_help: [-0.009, -0.019, -0.001],
  inconclusive: [0.004, -0.007, 0.014],
};

export function* fakeScript(
  recipe: Recipe,
  data: DataReport,
  scenario: Scenario,
  skip: { asked: boolean },
): Generator<Report> {
  const taught = recipe.teacher.kind !== "soft_labels";
  const { pairs } = recipe.evaluation;
  const train = (role: Trained, pair: number, how: TrainRecipe) =>
    training({ role, pair, pairs, rows: data.split.train, how, scenario, skip });
  yield { type: "progress", phase: "prepare", done: 1, total: 2 };
  yield { type: "progress", phase: "prepare", done: 2, total: 2 };
  if (recipe.teacher.kind !== "soft_labels") {
    const isTuned = recipe.teacher.kind === "train" || recipe.teacher.tuning.kind !== "none";
    if (isTuned) yield* train("teacher", 0, recipe.teacher.train);
    for (let done = 256; done <= 2048; done += 256) yield { type: "progress", phase: "report_card", done, total: 2048 };
  }
  yield* train("control", 0, recipe.student.train);
  if (taught) yield { type: "card", ...cardOf(data, scenario) };
  yield* train("student", 0, recipe.student.train);
  for (let pair = 1; pair < pairs; pair++) {
    yield* train("student", pair, recipe.student.train);
    yield* train("control", pair, recipe.student.train);
  }
  for (let done = 1; done <= 6; done++) yield { type: "progress", phase: "evaluate", done, total: 6 };
  yield { type: "done", ...fakeReport(recipe, data, scenario) };
}

interface Training {
  role: Trained;
  pair: number;
  pairs: number;
  rows: number;
  how: TrainRecipe;
  scenario: Scenario;
  skip: { asked: boolean };
}

function* training({ role, pair, pairs, rows, how, scenario, skip }: Training): Generator<Report> {
  const phase: Phase = role;
  const end = END[role];
  const perEpoch = Math.ceil(rows / (how.batch_size * how.accumulate));
  const steps = how.epochs * perEpoch;
  yield { type: "phase", phase, pair, pairs, steps, parameters: end.parameters };
  for (let step = 1; step <= steps; step++) {
    if (step === 40 && scenario === "diverged") fail("diverged", "The loss of Teacher became NaN at step 40.");
    if (step === 40 && scenario === "gpu") fail("gpu", "The device was lost (unknown).");
    const gone = step / steps;
    const loss = end.loss + (3 - end.loss) * Math.exp(-7 * gone) + 0.12 * Math.sin(step * 1.7 + pair) * (1 - gone);
    const reached = end.accuracy * (1 - Math.exp(-5 * gone - 0.3)) + 0.004 * Math.sin(step + pair);
    const atEpoch = step % perEpoch === 0 || skip.asked;
    yield {
      type: "step",
      phase,
      pair,
      step,
      steps,
      loss,
      parts: [{ name: "hard", weight: 1, value: loss }],
      learning_rate: how.learning_rate,
      grad_norm: 1,
      tokens_per_second: role === "teacher" ? 41_200 : 512_000,
      milliseconds: role === "teacher" ? 12.4 : 1.6,
      validation: atEpoch ? { loss, accuracy: reached, bits_per_byte: null } : null,
    };
    if (skip.asked) break;
  }
  skip.asked = false;
}

function fail(code: "diverged" | "gpu", message: string): never {
  throw { code, message, place: null, hint: "" };
}

function cardOf(data: DataReport, scenario: Scenario): TeacherCard {
  const metrics = metricsOf(data, scenario === "warned" ? 0.92 : 0.951, data.split.validation, null);
  const largest = Math.max(...data.classes.map((c) => c.rows)) / data.cleaning.kept;
  const warnings: TeacherCard["warnings"] = scenario === "warned" ? ["no_better_than_control"] : [];
  return { metrics, majority_accuracy: largest, control_accuracy: 0.928, warnings };
}

function metricsOf(data: DataReport, accuracy: number, rows: number, agreement: number | null): Metrics {
  const spread = 1.96 * Math.sqrt((accuracy * (1 - accuracy)) / rows);
  return {
    rows,
    accuracy,
    accuracy_interval: [accuracy - spread, accuracy + spread],
    macro_f1: accuracy - 0.004,
    nll: 1.2 * (1 - accuracy) + 0.12,
    calibration_error: 0.021,
    confusion: confusionOf(data, accuracy, rows),
    agreement,
  };
}

/** Mistakes fall on the neighbours. */
function confusionOf(data: DataReport, accuracy: number, rows: number): number[][] {
  const n = data.classes.length;
  return data.classes.map((one, label) => {
    const own = Math.round((one.rows / data.cleaning.kept) * rows);
    const wrong = Math.round(own * (1 - accuracy) * (1 + Math.sin(label * 3)));
    const line = new Array<number>(n).fill(0);
    line[label] = own - wrong;
    line[(label + 1) % n] = Math.ceil(wrong / 2);
    line[(label + 5) % n] = (line[(label + 5) % n] ?? 0) + Math.floor(wrong / 2);
    return line;
  });
}

export function fakeReport(recipe: Recipe, data: DataReport, scenario: Scenario): RunReport {
  const kind: VerdictKind = scenario === "does_not_help" || scenario === "inconclusive" ? scenario : "helps";
  const [difference, low, high] = INTERVALS[kind];
  const taught = recipe.teacher.kind !== "soft_labels";
  const { pairs, resamples } = recipe.evaluation;
  return {
    version: 1,
    recipe,
    environment: { lane: "cpu", device: "Scripted cpu", version: "0.1.0" },
    data,
    teacher: taught ? modelOf(data, "teacher", [END.teacher.accuracy], 0) : null,
    student: modelOf(data, "student", new Array<number>(pairs).fill(END.control.accuracy + difference), 0.952),
    control: modelOf(data, "control", new Array<number>(pairs).fill(END.control.accuracy), 0.934),
    verdict: { kind, difference, interval: [low, high], pairs, resamples },
    seconds: 34.2,
  };
}

function modelOf(data: DataReport, role: Trained, accuracies: number[], agreement: number): ModelReport {
  const { parameters } = END[role];
  const slow = role === "teacher" ? 2.31 : 0.11;
  return {
    parameters,
    bytes: parameters * 4,
    test: metricsOf(data, accuracies[0] ?? 0, data.split.test, role === "teacher" ? 1 : agreement),
    test_accuracy_by_pair: accuracies,
    latency: { p50_ms: slow, p95_ms: slow * 1.4, texts_per_second: 1000 / slow, batch: 32, samples: 200 },
    training: { seconds: role === "teacher" ? 14.1 : 5.2, steps: 540, best_epoch: 4, stopped_early: false },
    peak_memory_bytes: role === "teacher" ? 96_468_992 : 100_663_296,
  };
}
