// Preset texts, or a text of one's own.

import { html, type TemplateResult } from "lit";
import { t } from "../../../i18n";
import { ownText, pastedText, TEXT_ORIGINS, type TextOrigin, textOrigin } from "../../../state/corpus";
import { selectField } from "../../../ui/field";
import { ownSource } from "../../../ui/own-source";
import { wish } from "../../../ui/view";

export function textPicker(host: HTMLElement): TemplateResult {
  return html`${selectField({
    id: "preset",
    testid: "preset-select",
    label: t("corpus.source"),
    help: t(`corpus.${textOrigin.value}.help`),
    value: textOrigin.value,
    options: TEXT_ORIGINS.map((value) => ({ value, label: t(`corpus.${value}`) })),
    onChange: (value) => wish(host, { type: "choose_text", origin: value as TextOrigin }),
  })}
    ${ownSource({
      host,
      open: textOrigin.value === "own",
      file: ownText.value,
      pasted: pastedText,
      accept: ".txt,.md,.csv,.tsv,.json,.jsonl,.ndjson,text/*,application/json",
      words: { drop: t("corpus.drop"), paste: t("corpus.paste"), pastedName: t("data.pasted_name") },
    })}`;
}
