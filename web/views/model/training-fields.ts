// How a model is trained.

import { html, type TemplateResult } from "lit";
import type { Schedule, TrainRecipe } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { numberField, selectField } from "../../ui/field";

interface Training {
  /** Prefix of element ids. */
  id: string;
  train: TrainRecipe;
  onTrain(change: (train: TrainRecipe) => void): void;
}

type Key = "epochs" | "batch_size" | "accumulate" | "learning_rate" | "warmup" | "weight_decay" | "clip_norm";

/** What the engine allows. */
const BOUNDS: Record<Key, { min: number; max: number; step?: "any" }> = {
  epochs: { min: 1, max: 10_000 },
  batch_size: { min: 1, max: 4096 },
  accumulate: { min: 1, max: 1024 },
  learning_rate: { min: 1e-8, max: 10, step: "any" },
  warmup: { min: 0, max: 1, step: "any" },
  weight_decay: { min: 0, max: 10, step: "any" },
  clip_norm: { min: 1e-6, max: 1e6, step: "any" },
};

const SCHEDULES = ["cosine", "constant"] as const satisfies readonly Schedule[];

function field({ id, train, onTrain }: Training, key: Key): TemplateResult {
  return numberField({
    id: `${id}-${key}`,
    testid: `${id}-${key.replace("_", "-")}`,
    label: t(`train.${key}`),
    help: t(`train.${key}.help`),
    value: train[key],
    ...BOUNDS[key],
    onChange: (value) => onTrain((draft) => (draft[key] = value)),
  });
}

function scheduleField({ id, train, onTrain }: Training): TemplateResult {
  return selectField(
    {
      id: `${id}-schedule`,
      label: t("train.schedule"),
      help: t("train.schedule.help"),
      value: train.schedule,
      options: SCHEDULES.map((value) => ({ value, label: t(`train.schedule.${value}`) })),
      onChange: (value) => onTrain((draft) => (draft.schedule = SCHEDULES.find((one) => one === value) ?? "cosine")),
    },
    "inline",
  );
}

function patienceField({ id, train, onTrain }: Training): TemplateResult {
  return numberField({
    id: `${id}-patience`,
    label: t("train.patience"),
    help: t("train.patience.help"),
    value: train.patience ?? 0,
    min: 0,
    max: 10_000,
    onChange: (value) => onTrain((draft) => (draft.patience = value > 0 ? value : null)),
  });
}

export function trainingFields(training: Training): TemplateResult {
  return html`${field(training, "epochs")} ${field(training, "batch_size")} ${field(training, "learning_rate")}
    ${scheduleField(training)} ${field(training, "warmup")} ${field(training, "weight_decay")}
    ${field(training, "clip_norm")} ${field(training, "accumulate")} ${patienceField(training)}`;
}
