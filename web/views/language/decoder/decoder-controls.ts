// Size, shape and training of one decoder; teachers and student share it.

import { html, type TemplateResult } from "lit";
import type { DecoderRecipe, TrainRecipe } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { short } from "../../../i18n/format";
import { decoderOf, decoderParameters, mostTokens, sizeOfDecoder } from "../../../state/decoders";
import { languageRecipe } from "../../../state/language-recipe";
import { SIZES, type Size } from "../../../state/models";
import { fold, selectField } from "../../../ui/field";
import { trainingFields } from "../../model/training-fields";
import { decoderFields } from "./decoder-fields";

export interface DecoderControls {
  /** Prefix of element ids. */
  id: "teacher" | "student";
  model: DecoderRecipe;
  train: TrainRecipe;
  onModel(model: DecoderRecipe): void;
  onTrain(change: (train: TrainRecipe) => void): void;
}

function sizeField({ id, model, onModel }: DecoderControls): TemplateResult {
  const size = sizeOfDecoder(model);
  const tokenizer = languageRecipe.value?.tokenizer;
  const vocabulary = tokenizer ? mostTokens(tokenizer) : 0;
  const label = (one: Size) => `${t(`size.${one}`)} — ≈ ${short(decoderParameters(decoderOf(one, model), vocabulary))}`;
  return selectField({
    id: `${id}-size`,
    testid: `${id}-size`,
    label: t("model.size"),
    help: t("model.size.help"),
    value: size ?? "custom",
    options: [
      ...SIZES.map((one) => ({ value: one as string, label: label(one) })),
      ...(size ? [] : [{ value: "custom", label: t("size.custom") }]),
    ],
    onChange: (value) => {
      const wanted = SIZES.find((one) => one === value);
      if (wanted) onModel(decoderOf(wanted, model));
    },
  });
}

/** The shape in a line: what a size stands for. */
function shape({ layers, width, heads, context }: DecoderRecipe): TemplateResult {
  const parts: [string, number][] = [
    [t("model.layers"), layers],
    [t("model.width"), width],
    [t("model.heads"), heads],
    [t("decoder.context"), context],
  ];
  return html`<dl class="shape">${parts.map(([name, value]) => html`<div><dd>${value}</dd><dt>${name}</dt></div>`)}</dl>`;
}

export function decoderControls(controls: DecoderControls): TemplateResult {
  return html`${sizeField(controls)} ${shape(controls.model)}
    ${fold(t("model.settings"), "", html`${decoderFields(controls)}<hr />${trainingFields(controls)}`)}`;
}
