// Which column is read and which is learnt.

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { source } from "../../state/data";
import { edit, recipe } from "../../state/recipe";
import { selectField } from "../../ui/field";

/** Characters of a sample shown beside a column's name. */
const SAMPLE = 24;
/** Columns offered: a hostile file may have many thousands. */
const MOST_COLUMNS = 200;

function columnField(which: "text_column" | "label_column", role: "text" | "label"): TemplateResult | typeof nothing {
  const columns = source.value?.columns ?? [];
  const data = recipe.value?.data;
  if (!data || columns.length === 0) return nothing;
  const detected = columns.find((column) => column.role === role)?.name;
  const label = (name: string, sample = "") => (sample ? `${name} — ${sample.slice(0, SAMPLE)}` : name);
  return selectField({
    id: which,
    testid: `${role}-column`,
    label: t(`data.${which}`),
    help: t(`data.${which}.help`),
    value: data[which] ?? detected ?? "",
    options: [
      ...(detected ? [] : [{ value: "", label: "—" }]),
      ...columns.slice(0, MOST_COLUMNS).map(({ name, sample }) => ({ value: name, label: label(name, sample[0]) })),
    ],
    onChange: (value) => edit((draft) => (draft.data[which] = value === detected || value === "" ? null : value)),
  });
}

export function columnFields(): TemplateResult {
  return html`${columnField("text_column", "text")} ${columnField("label_column", "label")}`;
}
