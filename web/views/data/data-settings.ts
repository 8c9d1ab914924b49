// Columns, shares, seed and limits.

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { origin } from "../../state/data";
import { edit, recipe } from "../../state/recipe";
import { numberField } from "../../ui/field";
import { columnFields } from "./column-fields";

function shareField(part: "train" | "validation" | "test"): TemplateResult | typeof nothing {
  const split = recipe.value?.data.split;
  if (!split) return nothing;
  return numberField({
    id: `split-${part}`,
    label: t(`split.${part}`),
    help: t(`split.${part}.help`),
    value: split[part],
    min: 0.01,
    max: 1e6,
    step: "any",
    onChange: (value) => edit((draft) => (draft.data.split[part] = value)),
  });
}

function limitField(key: "max_rows" | "min_rows", value: number, min: number, write: (value: number) => void) {
  return numberField({
    id: key.replace("_", "-"),
    testid: key.replace("_", "-"),
    label: t(`data.${key}`),
    help: t(`data.${key}.help`),
    value,
    min,
    max: 10_000_000,
    onChange: write,
  });
}

export function dataSettings(): TemplateResult | typeof nothing {
  const asked = recipe.value;
  if (!asked) return nothing;
  const { max_rows, min_rows_per_class } = asked.data;
  return html`<details class="more">
    <summary>${t("data.settings")}</summary>
    <div class="fields">
      ${origin.value === "own" ? nothing : columnFields()}
      ${shareField("train")}${shareField("validation")}${shareField("test")}
      <p class="help">${t("split.help")}</p>
      <hr />
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
      ${limitField("max_rows", max_rows, 10, (value) => edit((draft) => (draft.data.max_rows = value)))}
      ${limitField("min_rows", min_rows_per_class, 3, (value) => edit((draft) => (draft.data.min_rows_per_class = value)))}
    </div>
  </details>`;
}
