// Kind, size, shape and training of one model; teacher and student share it.

import { html, nothing, type TemplateResult } from "lit";
import type { ModelRecipe, TokenizerRecipe, TrainRecipe } from "../../engine/generated/spec";
import { type MessageKey, t } from "../../i18n";
import { short } from "../../i18n/format";
import { dataReport } from "../../state/data";
import { estimateParameters, type ModelKind, modelOf, SIZES, type Size, sizeOf } from "../../state/models";
import { numberField, selectField } from "../../ui/field";

export interface ModelControls {
  /** Prefix of element ids: `teacher` or `student`. */
  id: "teacher" | "student";
  model: ModelRecipe;
  train: TrainRecipe;
  /** Further choices of kind, such as soft labels. */
  kinds?: { value: string; label: string }[];
  onKind?(value: string): void;
  onModel(model: ModelRecipe): void;
  onTrain(change: (train: TrainRecipe) => void): void;
}

const KINDS = ["encoder", "ngram_bag"] as const satisfies readonly ModelKind[];

export function kindField(id: string, value: string, more: { value: string; label: string }[], pick: (v: string) => void) {
  return selectField({
    id: `${id}-kind`,
    testid: `${id}-kind`,
    label: t("model.kind"),
    help: t(`model.${value}.help` as MessageKey),
    value,
    options: [...KINDS.map((kind) => ({ value: kind, label: t(`model.${kind}` as MessageKey) })), ...more],
    onChange: pick,
  });
}

function pickKind(controls: ModelControls, value: string): void {
  const kind = KINDS.find((known) => known === value);
  if (kind) controls.onModel(modelOf(kind, sizeOf(controls.model) ?? "small", controls.model));
  else controls.onKind?.(value);
}

function sizeField({ id, model, onModel }: ModelControls): TemplateResult {
  const size = sizeOf(model);
  const classes = dataReport.value?.classes.length ?? 2;
  const label = (one: Size) => `${t(`size.${one}`)} — ≈ ${short(estimateParameters(modelOf(model.kind, one, model), classes))}`;
  return selectField({
    id: `${id}-size`,
    testid: `${id}-size`,
    label: t("model.size"),
    help: t("model.size.help"),
    value: size ?? "custom",
    options: [
      ...SIZES.map((one) => ({ value: one, label: label(one) })),
      ...(size ? [] : [{ value: "custom", label: t("size.custom") }]),
    ],
    onChange: (value) => {
      const wanted = SIZES.find((one) => one === value);
      if (wanted) onModel(modelOf(model.kind, wanted, model));
    },
  });
}

type NumericKey<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T] & string;

function shapeField<M extends ModelRecipe>({ id, onModel }: ModelControls, model: M, key: NumericKey<M>, min: number, max: number, step: number | "any" = 1) {
  return numberField({
    id: `${id}-${key}`,
    label: t(`model.${key}` as MessageKey),
    value: model[key] as number,
    min,
    max,
    step,
    onChange: (value) => onModel({ ...model, [key]: value }),
  });
}

const TOKENIZERS = ["bytes", "characters", "bpe", "word_piece"] as const satisfies readonly TokenizerRecipe["kind"][];

function tokenizerFields(controls: ModelControls, model: Extract<ModelRecipe, { kind: "encoder" }>): TemplateResult {
  const { tokenizer } = model;
  const vocabulary = tokenizer.kind === "bytes" ? 4000 : tokenizer.vocabulary;
  const put = (next: TokenizerRecipe) => controls.onModel({ ...model, tokenizer: next });
  return html`${selectField({
    id: `${controls.id}-tokenizer`,
    label: t("model.tokenizer"),
    value: tokenizer.kind,
    options: TOKENIZERS.map((kind) => ({ value: kind, label: t(`tokenizer.${kind}` as MessageKey) })),
    onChange: (value) => {
      const kind = TOKENIZERS.find((known) => known === value) ?? "bpe";
      put(kind === "bytes" ? { kind } : { kind, vocabulary });
    },
  })}
  ${
    tokenizer.kind === "bytes"
      ? nothing
      : numberField({
          id: `${controls.id}-vocabulary`,
          label: t("model.vocabulary"),
          value: vocabulary,
          min: 16,
          max: 200_000,
          onChange: (value) => put({ ...tokenizer, vocabulary: value }),
        })
  }`;
}

function shape(controls: ModelControls): TemplateResult {
  const { model } = controls;
  if (model.kind === "ngram_bag") {
    return html`${shapeField(controls, model, "buckets", 16, 1 << 22)} ${shapeField(controls, model, "width", 1, 1024)}
      ${shapeField(controls, model, "min_n", 1, 8)} ${shapeField(controls, model, "max_n", 1, 8)}`;
  }
  return html`${tokenizerFields(controls, model)} ${shapeField(controls, model, "layers", 1, 48)}
    ${shapeField(controls, model, "width", 4, 4096)} ${shapeField(controls, model, "heads", 1, 64)}
    ${shapeField(controls, model, "feed_forward", 4, 16_384)} ${shapeField(controls, model, "max_tokens", 4, 4096)}
    ${shapeField(controls, model, "dropout", 0, 0.9, "any")}`;
}

function training({ id, train, onTrain }: ModelControls): TemplateResult {
  const field = (key: "epochs" | "batch_size" | "learning_rate", max: number, step: number | "any" = 1) =>
    numberField({
      id: `${id}-${key}`,
      testid: `${id}-${key.replace("_", "-")}`,
      label: t(`train.${key}`),
      value: train[key],
      min: step === 1 ? 1 : 1e-8,
      max,
      step,
      onChange: (value) => onTrain((draft) => (draft[key] = value)),
    });
  return html`${field("epochs", 10_000)} ${field("batch_size", 4096)} ${field("learning_rate", 10, "any")}`;
}

export function modelControls(controls: ModelControls): TemplateResult {
  return html`${kindField(controls.id, controls.model.kind, controls.kinds ?? [], (value) => pickKind(controls, value))}
    ${sizeField(controls)}
    <details class="more">
      <summary>${t("model.settings")}</summary>
      <div class="fields">
        <div class="row two">${shape(controls)}</div>
        <div class="row three">${training(controls)}</div>
        <p class="help">${t("train.help")}</p>
      </div>
    </details>`;
}
