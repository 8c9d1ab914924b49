// What of a file is text, and where one document ends.

import { html, nothing, type TemplateResult } from "lit";
import type { CorpusFormat, DocumentRule } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { numberField, selectField, textField } from "../../../ui/field";

type Choice = "auto" | DocumentRule["kind"] | Exclude<CorpusFormat["kind"], "text">;
const CHOICES = ["auto", "whole_file", "blank_lines", "separator", "rows", "pairs"] as const satisfies Choice[];

type Put = (format: CorpusFormat | null) => void;

function choiceOf(format: CorpusFormat | null): Choice {
  if (!format) return "auto";
  return format.kind === "text" ? format.documents.kind : format.kind;
}

/** A format as it starts out. */
function formatOf(choice: Choice): CorpusFormat | null {
  switch (choice) {
    case "auto":
      return null;
    case "whole_file":
      return { kind: "text", documents: { kind: "whole_file" } };
    case "blank_lines":
      return { kind: "text", documents: { kind: "blank_lines", at_least: 2 } };
    case "separator":
      return { kind: "text", documents: { kind: "separator", line: "---" } };
    case "rows":
      return { kind: "rows", text: null };
    case "pairs":
      return { kind: "pairs", prompt: null, response: null, between: "\n" };
  }
}

function columnField(id: "text" | "prompt" | "response", value: string | null, write: (name: string | null) => void) {
  return textField(
    {
      id: `column-${id}`,
      label: t(`documents.column.${id}`),
      placeholder: t("documents.column.auto"),
      value: value ?? "",
      onChange: (name) => {
        write(name.trim() === "" ? null : name);
        return true;
      },
    },
    "inline",
  );
}

function detailFields(format: CorpusFormat | null, put: Put): TemplateResult | typeof nothing {
  if (!format) return nothing;
  if (format.kind === "rows") return columnField("text", format.text, (text) => put({ ...format, text }));
  if (format.kind === "pairs") {
    return html`${columnField("prompt", format.prompt, (prompt) => put({ ...format, prompt }))}
      ${columnField("response", format.response, (response) => put({ ...format, response }))}`;
  }
  const { documents } = format;
  if (documents.kind === "blank_lines") {
    return numberField({
      id: "blank-lines",
      label: t("documents.at_least"),
      value: documents.at_least,
      min: 1,
      max: 1000,
      onChange: (at_least) => put({ kind: "text", documents: { kind: "blank_lines", at_least } }),
    });
  }
  if (documents.kind !== "separator") return nothing;
  return textField(
    {
      id: "separator",
      label: t("documents.line"),
      value: documents.line,
      onChange: (line) => {
        put({ kind: "text", documents: { kind: "separator", line } });
        return true;
      },
    },
    "inline",
  );
}

export function formatFields(format: CorpusFormat | null, put: Put): TemplateResult {
  const choice = choiceOf(format);
  return html`${selectField({
    id: "format",
    testid: "format",
    label: t("documents.name"),
    help: t(`documents.${choice}.help`),
    value: choice,
    options: CHOICES.map((value) => ({ value, label: t(`documents.${value}`) })),
    onChange: (value) => put(formatOf(CHOICES.find((one) => one === value) ?? "auto")),
  })}
  ${detailFields(format, put)}`;
}
