// Who teaches a classifier: a network trained here, a model of others, or the rows' own probabilities.

import { computed } from "@preact/signals-core";
import type { ModelCard, ModelSource, Recipe, TeacherHead, TrainRecipe, Tuning } from "../engine/generated/spec";
import { plannedSteps } from "./models";
import { cards } from "./pretrained";
import { edit, recipe } from "./recipe";

type Teacher = Recipe["teacher"];
export type TeacherKind = Teacher["kind"];
export type Pretrained = Extract<Teacher, { kind: "pretrained" }>;
export type TuningKind = Tuning["kind"];

export const TEACHER_KINDS = ["train", "pretrained", "soft_labels"] as const satisfies readonly TeacherKind[];
export const HEADS = ["own", "mean", "first"] as const satisfies readonly TeacherHead[];
export const TUNINGS = ["none", "head", "lora", "all"] as const satisfies readonly TuningKind[];

/** Longest text that a pretrained teacher starts out with, in tokens. */
const MAX_TOKENS = 128;
const DROPOUT = 0.1;

/** What others fit so: BERT's paper (Devlin et al. 2019) tunes all weights, LoRA's (Hu et al. 2021) adds to them. */
const PACE: Record<TuningKind, Pick<TrainRecipe, "epochs" | "learning_rate">> = {
  none: { epochs: 1, learning_rate: 1e-3 },
  head: { epochs: 20, learning_rate: 1e-3 },
  lora: { epochs: 3, learning_rate: 4e-4 },
  all: { epochs: 3, learning_rate: 5e-5 },
};

export function tuningOf(kind: TuningKind): Tuning {
  switch (kind) {
    case "lora":
      return { kind, rank: 8, alpha: 16, dropout: DROPOUT };
    case "all":
      return { kind, dropout: DROPOUT };
    default:
      return { kind };
  }
}

/** Teachers that others took the place of, by kind. */
const spares: Partial<Record<TeacherKind, Teacher>> = {};

function fresh(kind: TeacherKind, { student }: Recipe): Teacher {
  switch (kind) {
    case "train":
      return { kind, model: student.model, train: student.train };
    case "soft_labels":
      return { kind };
    case "pretrained": {
      const train = { ...student.train, ...PACE.head };
      const model = { name: "", sha256: null };
      return { kind, model, max_tokens: MAX_TOKENS, head: "mean", tuning: tuningOf("head"), train };
    }
  }
}

/** Another kind of teacher; the one before comes back as it was. */
export function chooseTeacher(kind: TeacherKind): void {
  const current = recipe.value?.teacher;
  if (!current || current.kind === kind) return;
  spares[current.kind] = current;
  edit((draft) => (draft.teacher = structuredClone(spares[kind]) ?? fresh(kind, draft)));
}

export function editPretrained(change: (teacher: Pretrained) => void): void {
  edit((draft) => {
    if (draft.teacher.kind === "pretrained") change(draft.teacher);
  });
}

/** Only a model with classes of its own can teach by them, and only as they are. */
function settle(teacher: Pretrained, card: ModelCard | undefined): void {
  if (card && card.classes.length === 0 && teacher.head === "own") teacher.head = "mean";
  if (card) teacher.max_tokens = Math.min(teacher.max_tokens, card.context);
  if (teacher.head !== "own" && teacher.tuning.kind === "none") putTuning(teacher, "head");
}

function putTuning(teacher: Pretrained, kind: TuningKind): void {
  teacher.tuning = tuningOf(kind);
  Object.assign(teacher.train, PACE[kind]);
}

/** A model as the teacher; what was set for another one holds as far as it can. */
export function adoptTeacher(card: ModelCard): void {
  chooseTeacher("pretrained");
  editPretrained((teacher) => {
    teacher.model = { name: card.name, sha256: card.sha256 };
    settle(teacher, card);
  });
}

/** No model yet, or not any more. */
export function dismissTeacher(): void {
  editPretrained((teacher) => (teacher.model = { name: "", sha256: null }));
}

export function chooseHead(head: TeacherHead): void {
  editPretrained((teacher) => {
    teacher.head = head;
    settle(teacher, cards.value[teacher.model.name]);
  });
}

/** Also sets epochs and learning rate: what suits a head would ruin a whole model. */
export function chooseTuning(kind: TuningKind): void {
  editPretrained((teacher) => putTuning(teacher, kind));
}

/** What may be tuned beneath a head: a new one knows nothing, so it is tuned at least. */
export function tuningsFor(head: TeacherHead): readonly TuningKind[] {
  return TUNINGS.filter((kind) => kind !== "none" || head === "own");
}

/** The pretrained teacher that the recipe asks for. */
export const pretrainedTeacher = computed(() => {
  const teacher = recipe.value?.teacher;
  return teacher?.kind === "pretrained" ? teacher : null;
});

/** Its card; null where it is not at hand. */
export const teacherCard = computed(() => cards.value[pretrainedTeacher.value?.model.name ?? ""] ?? null);

/** Whether the recipe names a model that is not at hand. */
export const teacherIsMissing = computed(() => {
  const teacher = pretrainedTeacher.value;
  return teacher !== null && teacher.model.name !== "" && teacherCard.value === null;
});

/** Whether the model at hand is another one than the recipe was made with. */
export const teacherIsAnother = computed(() => {
  const [wanted, found] = [pretrainedTeacher.value?.model.sha256, teacherCard.value?.sha256];
  return wanted != null && found !== undefined && wanted.toLowerCase() !== found.toLowerCase();
});

/** The models of others that a recipe needs. */
export function modelsOf({ teacher }: Recipe): ModelSource[] {
  return teacher.kind === "pretrained" ? [teacher.model] : [];
}

/** Optimizer steps that a teacher's own training takes at most. */
export function stepsOfTeacher(teacher: Teacher, rows: number): number {
  if (teacher.kind === "soft_labels") return 0;
  if (teacher.kind === "pretrained" && teacher.tuning.kind === "none") return 0;
  return plannedSteps(teacher.train, rows);
}
