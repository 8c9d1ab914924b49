// Kind, size, shape and training of one model; teacher and student share it.

import { html, type TemplateResult } from "lit";
import type { ModelRecipe, TeacherRecipe, TrainRecipe } from "../../engine/generated/spec";
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
  /** Further choices of kind, such as soft labels. */
  kinds?: { value: string; label: string }[];
  onKind?(value: string): void;
  onModel(model: ModelRecipe): void;
  onTrain(change: (train: TrainRecipe) => void): void;
}

type Kind = ModelKind | Exclude<TeacherRecipe["kind"], "train">;

const KINDS = ["encoder", "ngram_bag"] as const satisfies readonly ModelKind[];

export function kindField(
  id: string,
  value: Kind,
  more: { value: string; label: string }[],
  pick: (value: string) => void,
): TemplateResult {
  return selectField({
    id: `${id}-kind`,
    testid: `${id}-kind`,
    label: t("model.kind"),
    help: t(`model.${value}.help`),
    value,
    options: [...KINDS.map((kind) => ({ value: kind, label: t(`model.${kind}`) })), ...more],
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
  return html`${kindField(controls.id, controls.model.kind, controls.kinds ?? [], (value) => pickKind(controls, value))}
    ${sizeField(controls)}
    <details class="more">
      <summary>${t("model.settings")}</summary>
      <div class="fields">${shapeFields(controls)}<hr />${trainingFields(controls)}</div>
    </details>`;
}
