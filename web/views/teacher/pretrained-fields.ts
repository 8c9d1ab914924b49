// How a pretrained model becomes a teacher: its head, what is fitted, and how.

import { html, nothing, type TemplateResult } from "lit";
import type { ModelCard, Tuning } from "../../engine/generated/spec";
import { t } from "../../i18n";
import {
  chooseHead,
  chooseTuning,
  editPretrained,
  HEADS,
  type Pretrained,
  TUNINGS,
  tuningsFor,
} from "../../state/teacher";
import { fold, numberField, selectField } from "../../ui/field";
import { trainingFields } from "../model/training-fields";

/** Longest text that the engine reads, in tokens. */
const MOST_TOKENS = 8192;

function headField(teacher: Pretrained, card: ModelCard | null): TemplateResult {
  const heads = HEADS.filter((head) => head !== "own" || teacher.head === "own" || (card?.classes.length ?? 0) > 0);
  return selectField({
    id: "teacher-head",
    testid: "teacher-head",
    label: t("head.name"),
    help: t(`head.${teacher.head}.help`),
    value: teacher.head,
    options: heads.map((head) => ({ value: head, label: t(`head.${head}`) })),
    onChange: (value) => chooseHead(HEADS.find((head) => head === value) ?? teacher.head),
  });
}

function tuningField({ head, tuning }: Pretrained): TemplateResult {
  return selectField({
    id: "teacher-tuning",
    testid: "teacher-tuning",
    label: t("tuning.name"),
    help: t(`tuning.${tuning.kind}.help`),
    value: tuning.kind,
    options: tuningsFor(head).map((kind) => ({ value: kind, label: t(`tuning.${kind}`) })),
    onChange: (value) => chooseTuning(TUNINGS.find((kind) => kind === value) ?? tuning.kind),
  });
}

type Lora = Extract<Tuning, { kind: "lora" }>;

function loraField(lora: Lora, key: "rank" | "alpha", bounds: { min: number; max: number; step?: "any" }) {
  return numberField({
    id: `teacher-${key}`,
    testid: `teacher-${key}`,
    label: t(`tuning.${key}`),
    help: t(`tuning.${key}.help`),
    value: lora[key],
    ...bounds,
    onChange: (value) =>
      editPretrained(({ tuning }) => {
        if (tuning.kind === "lora") tuning[key] = value;
      }),
  });
}

function loraFields({ tuning }: Pretrained): TemplateResult | typeof nothing {
  if (tuning.kind !== "lora") return nothing;
  return html`${loraField(tuning, "rank", { min: 1, max: 1024 })}
    ${loraField(tuning, "alpha", { min: 0.001, max: 10_000, step: "any" })}`;
}

function lengthField({ max_tokens: value }: Pretrained, card: ModelCard | null): TemplateResult {
  return numberField({
    id: "teacher-max_tokens",
    testid: "teacher-max-tokens",
    label: t("model.max_tokens"),
    help: t("model.max_tokens.help"),
    value,
    min: 4,
    max: Math.min(MOST_TOKENS, card?.context ?? MOST_TOKENS),
    onChange: (tokens) => editPretrained((teacher) => (teacher.max_tokens = tokens)),
  });
}

function dropoutField({ tuning }: Pretrained): TemplateResult | typeof nothing {
  if (!("dropout" in tuning)) return nothing;
  return numberField({
    id: "teacher-dropout",
    label: t("model.dropout"),
    help: t("model.dropout.help"),
    value: tuning.dropout,
    min: 0,
    max: 0.9,
    step: "any",
    onChange: (value) =>
      editPretrained((teacher) => {
        if ("dropout" in teacher.tuning) teacher.tuning.dropout = value;
      }),
  });
}

function training(teacher: Pretrained): TemplateResult | typeof nothing {
  if (teacher.tuning.kind === "none") return nothing;
  const fields = trainingFields({
    id: "teacher",
    train: teacher.train,
    onTrain: (change) => editPretrained((draft) => change(draft.train)),
  });
  return fold(t("tuning.settings"), "", html`${dropoutField(teacher)} ${fields}`, "teacher-training");
}

export function pretrainedFields(teacher: Pretrained, card: ModelCard | null): TemplateResult {
  return html`${headField(teacher, card)} ${tuningField(teacher)} ${loraFields(teacher)} ${lengthField(teacher, card)}
    ${training(teacher)}`;
}
