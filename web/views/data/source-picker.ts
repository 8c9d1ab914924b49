// Presets, or rows of one's own.

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { type Origin, origin, ownFile, pasted } from "../../state/data";
import { selectField } from "../../ui/field";
import { ownSource } from "../../ui/own-source";
import { wish } from "../../ui/view";

const ORIGINS = ["languages", "spam", "own"] as const satisfies readonly Origin[];

export function sourcePicker(host: HTMLElement): TemplateResult {
  return html`${selectField({
    id: "preset",
    testid: "preset-select",
    label: t("data.source"),
    help: t(`data.${origin.value}.help`),
    value: origin.value,
    options: ORIGINS.map((value) => ({ value, label: t(`data.${value}`) })),
    onChange: (value) => wish(host, { type: "choose", origin: value as Origin }),
  })}
    ${ownSource({
      host,
      open: origin.value === "own",
      file: ownFile.value,
      pasted,
      accept: ".csv,.tsv,.txt,.json,.jsonl,.ndjson,text/*,application/json",
      words: { drop: t("data.drop"), paste: t("data.paste"), pastedName: t("data.pasted_name") },
    })}`;
}
