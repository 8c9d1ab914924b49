// Kind, size, shape and training of one model; teacher and student share it.

import { html, type TemplateResult } from "lit";
import type { ModelRecipe, TrainRecipe } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { short } from "../../i18n/format";
import { dataReport } from "../../state/data";
import { estimateParameters, type ModelKind, modelOf, SIZES, type Size, sizeOf } from "../../state/models";
import { selectField } from "../../ui/field";
import { shapeFields } from "./shape-fields";
import { trainingFields } from "./training-fields";

export interface ModelControls {
  /** Prefix of element ids: `teacher` or `student`. */
  id: "teacher" | "student";
  model: ModelRecipe;
  train: TrainRecipe;
  onModel(model: ModelRecipe): void;
  onTrain(change: (train: TrainRecipe) => void): void;
}

const KINDS = ["encoder", "ngram_bag"] as const satisfies readonly ModelKind[];

function kindField({ id, model, onModel }: ModelControls): TemplateResult {
  return selectField({
    id: `${id}-kind`,
    testid: `${id}-kind`,
    label: t("model.kind"),
    help: t(`model.${model.kind}.help`),
    value: model.kind,
    options: KINDS.map((kind) => ({ value: kind, label: t(`model.${kind}`) })),
    onChange: (value) => {
      const kind = KINDS.find((known) => known === value);
      if (kind) onModel(modelOf(kind, sizeOf(model) ?? "small", model));
    },
  });
}

function sizeField({ id, model, onModel }: ModelControls): TemplateResult {
  const size = sizeOf(model);
  const classes = dataReport.value?.classes.length ?? 2;
  const label = (one: Size) =>
    `${t(`size.${one}`)} — ≈ ${short(estimateParameters(modelOf(model.kind, one, model), classes))}`;
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

export function modelControls(controls: ModelControls): TemplateResult {
  return html`${kindField(controls)}
    ${sizeField(controls)}
    <details class="more">
      <summary>${t("model.settings")}</summary>
      <div class="fields">${shapeFields(controls)}<hr />${trainingFields(controls)}</div>
    </details>`;
}
