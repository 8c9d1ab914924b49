// Documents, shares, limits; sums that are made up.

import { html, nothing, type TemplateResult } from "lit";
import type { CorpusFormat, CorpusSource, LanguageRecipe, SplitBy } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { editLanguage, languageRecipe } from "../../../state/language-recipe";
import { checkField, fold, numberField, selectField } from "../../../ui/field";
import { formatFields } from "./format-fields";

const SPLIT_BY = ["document", "place"] as const satisfies readonly SplitBy[];

function shareField(part: "train" | "validation" | "test", { split }: LanguageRecipe["corpus"]): TemplateResult {
  return numberField({
    id: `split-${part}`,
    label: t(`split.${part}`),
    help: t(`corpus.${part}.help`),
    value: split[part],
    min: 0.01,
    max: 1e6,
    step: "any",
    onChange: (value) => editLanguage((draft) => (draft.corpus.split[part] = value)),
  });
}

function splitByField({ split_by }: LanguageRecipe["corpus"]): TemplateResult {
  return selectField(
    {
      id: "split-by",
      testid: "split-by",
      label: t("corpus.split_by"),
      help: t(`corpus.split_help.${split_by}`),
      value: split_by,
      options: SPLIT_BY.map((value) => ({ value, label: t(`corpus.split_by.${value}`) })),
      onChange: (value) =>
        editLanguage((draft) => (draft.corpus.split_by = SPLIT_BY.find((one) => one === value) ?? "place")),
    },
    "inline",
  );
}

type Sums = Extract<CorpusSource, { kind: "arithmetic" }>;

function editSums(change: (sums: Sums) => void): void {
  editLanguage(({ corpus: { source } }) => {
    if (source.kind === "arithmetic") change(source);
  });
}

function sumsFields(source: CorpusSource): TemplateResult | typeof nothing {
  if (source.kind !== "arithmetic") return nothing;
  const field = (key: "modulus" | "count", min: number, max: number) =>
    numberField({
      id: key,
      testid: key,
      label: t(`corpus.${key}`),
      help: t(`corpus.${key}.help`),
      value: source[key],
      min,
      max,
      onChange: (value) => editSums((sums) => (sums[key] = value)),
    });
  return html`${field("modulus", 2, 10_000)} ${field("count", 100, 1_000_000)}
    ${checkField({
      id: "answers-only",
      label: t("corpus.answers_only"),
      help: t("corpus.answers_only.help"),
      checked: source.answers_only,
      onChange: (checked) => editSums((sums) => (sums.answers_only = checked)),
    })}
    <hr />`;
}

function setFormat(format: CorpusFormat | null): void {
  editLanguage((draft) => (draft.corpus.format = format));
}

export function corpusSettings(): TemplateResult | typeof nothing {
  const asked = languageRecipe.value;
  if (!asked) return nothing;
  const { corpus, seed } = asked;
  const isRead = corpus.source.kind !== "arithmetic";
  const content = html`${sumsFields(corpus.source)}
    ${isRead ? html`${formatFields(corpus.format, setFormat)}<hr />` : nothing}
    ${splitByField(corpus)}
    ${shareField("train", corpus)}${shareField("validation", corpus)}${shareField("test", corpus)}
    <p class="help">${t("corpus.split.help")}</p>
    <hr />
    ${numberField({
      id: "seed",
      testid: "seed",
      label: t("data.seed"),
      help: t("corpus.seed.help"),
      value: seed,
      min: 0,
      max: 4_294_967_295,
      onChange: (value) => editLanguage((draft) => (draft.seed = value)),
    })}
    ${
      isRead
        ? numberField({
            id: "max-bytes",
            testid: "max-bytes",
            label: t("corpus.max_bytes"),
            help: t("corpus.max_bytes.help"),
            value: corpus.max_bytes,
            min: 1000,
            max: 2_000_000_000,
            onChange: (value) => editLanguage((draft) => (draft.corpus.max_bytes = value)),
          })
        : nothing
    }`;
  return fold(t("corpus.settings"), "", content);
}
