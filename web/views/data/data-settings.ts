// Columns, shares, seed and limits.

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { source } from "../../state/data";
import { edit, recipe } from "../../state/recipe";
import { numberField, selectField } from "../../ui/field";

function columnField(which: "text_column" | "label_column"): TemplateResult | typeof nothing {
  const columns = source.value?.columns ?? [];
  const data = recipe.value?.data;
  if (!data || columns.length === 0) return nothing;
  const role = which === "text_column" ? "text" : "label";
  const detected = columns.find((column) => column.role === role)?.name;
  return selectField({
    id: which,
    testid: which === "text_column" ? "text-column" : "label-column",
    label: t(`data.${which}`),
    value: data[which] ?? detected ?? "",
    options: [
      ...(detected ? [] : [{ value: "", label: "—" }]),
      ...columns.map(({ name, sample }) => ({ value: name, label: sample[0] ? `${name} — ${sample[0].slice(0, 24)}` : name })),
    ],
    onChange: (value) => edit((draft) => (draft.data[which] = value === detected || value === "" ? null : value)),
  });
}

function shareField(part: "train" | "validation" | "test"): TemplateResult | typeof nothing {
  const split = recipe.value?.data.split;
  if (!split) return nothing;
  return numberField({
    id: `split-${part}`,
    label: t(`split.${part}`),
    value: split[part],
    min: 0.01,
    max: 100,
    step: "any",
    onChange: (value) => edit((draft) => (draft.data.split[part] = value)),
  });
}

export function dataSettings(): TemplateResult | typeof nothing {
  const asked = recipe.value;
  if (!asked) return nothing;
  return html`<details class="more">
    <summary>${t("data.settings")}</summary>
    <div class="fields">
      ${columnField("text_column")} ${columnField("label_column")}
      <div class="row three">${shareField("train")}${shareField("validation")}${shareField("test")}</div>
      <p class="help">${t("split.help")}</p>
      ${numberField({
        id: "seed",
        testid: "seed",
        label: t("data.seed"),
        help: t("data.seed.help"),
        value: asked.seed,
        min: 0,
        max: 4_294_967_295,
        onChange: (value) => edit((draft) => (draft.seed = value)),
      })}
      <div class="row two">
        ${numberField({
          id: "max-rows",
          label: t("data.max_rows"),
          value: asked.data.max_rows,
          min: 10,
          max: 10_000_000,
          onChange: (value) => edit((draft) => (draft.data.max_rows = value)),
        })}
        ${numberField({
          id: "min-rows",
          label: t("data.min_rows"),
          value: asked.data.min_rows_per_class,
          min: 3,
          max: 1_000_000,
          onChange: (value) => edit((draft) => (draft.data.min_rows_per_class = value)),
        })}
      </div>
      <p class="help">${t("data.limits.help")}</p>
    </div>
  </details>`;
}
