// The numbers behind a named size.

import { html, nothing, type TemplateResult } from "lit";
import type { ModelRecipe, TokenizerRecipe } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { numberField, selectField } from "../../ui/field";

interface Shape {
  /** Prefix of element ids. */
  id: string;
  model: ModelRecipe;
  onModel(model: ModelRecipe): void;
}

type Encoder = Extract<ModelRecipe, { kind: "encoder" }>;
type Bag = Extract<ModelRecipe, { kind: "ngram_bag" }>;
type NumericKey<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T] & string;
type Key = NumericKey<Encoder> | NumericKey<Bag>;

interface Bounds {
  min: number;
  max: number;
  step?: "any";
}

/** What the engine allows. */
const ENCODER: Record<NumericKey<Encoder>, Bounds> = {
  layers: { min: 1, max: 48 },
  width: { min: 4, max: 4096 },
  heads: { min: 1, max: 64 },
  feed_forward: { min: 4, max: 16_384 },
  max_tokens: { min: 4, max: 4096 },
  dropout: { min: 0, max: 0.9, step: "any" },
};

const BAG: Record<NumericKey<Bag>, Bounds> = {
  buckets: { min: 16, max: 1 << 22 },
  width: { min: 1, max: 1024 },
  min_n: { min: 1, max: 8 },
  max_n: { min: 1, max: 8 },
  max_ngrams: { min: 8, max: 16_384 },
};

function shapeField({ id, model, onModel }: Shape, key: Key, bounds: Bounds): TemplateResult {
  return numberField({
    id: `${id}-${key}`,
    label: t(`model.${key}`),
    help: t(`model.${key}.help`),
    value: Number(Reflect.get(model, key)),
    ...bounds,
    onChange: (value) => onModel({ ...model, [key]: value }),
  });
}

const TOKENIZERS = ["bytes", "characters", "bpe", "word_piece"] as const satisfies readonly TokenizerRecipe["kind"][];
/** Tokens that a tokenizer starts out with. */
const VOCABULARY = 4000;

function tokenizerFields({ id, onModel }: Shape, model: Encoder): TemplateResult {
  const { tokenizer } = model;
  const put = (next: TokenizerRecipe) => onModel({ ...model, tokenizer: next });
  const vocabulary = "vocabulary" in tokenizer ? tokenizer.vocabulary : VOCABULARY;
  const kindField = selectField(
    {
      id: `${id}-tokenizer`,
      testid: `${id}-tokenizer`,
      label: t("model.tokenizer"),
      help: t("model.tokenizer.help"),
      value: tokenizer.kind,
      options: TOKENIZERS.map((kind) => ({ value: kind, label: t(`tokenizer.${kind}`) })),
      onChange: (value) => {
        const kind = TOKENIZERS.find((known) => known === value) ?? "bpe";
        put(kind === "bytes" ? { kind } : { kind, vocabulary });
      },
    },
    "inline",
  );
  if (!("vocabulary" in tokenizer)) return kindField;
  return html`${kindField}
    ${numberField({
      id: `${id}-vocabulary`,
      label: t("model.vocabulary"),
      help: t("model.vocabulary.help"),
      value: tokenizer.vocabulary,
      min: 16,
      max: 200_000,
      onChange: (value) => put({ ...tokenizer, vocabulary: value }),
    })}`;
}

export function shapeFields(shape: Shape): TemplateResult {
  const { model } = shape;
  const bounds: Partial<Record<Key, Bounds>> = model.kind === "encoder" ? ENCODER : BAG;
  const keys = Object.keys(bounds) as Key[];
  return html`${model.kind === "encoder" ? tokenizerFields(shape, model) : nothing}
    ${keys.map((key) => shapeField(shape, key, bounds[key] ?? { min: 0, max: 1 }))}`;
}
