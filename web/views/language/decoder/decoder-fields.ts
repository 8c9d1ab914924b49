// The numbers behind a decoder's size, and what its parts are.

import { html, type TemplateResult } from "lit";
import type { DecoderActivation, DecoderBiases, DecoderRecipe } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { checkField, numberField, selectField } from "../../../ui/field";

interface Shape {
  /** Prefix of element ids. */
  id: string;
  model: DecoderRecipe;
  onModel(model: DecoderRecipe): void;
}

type NumericKey = {
  [K in keyof DecoderRecipe]: DecoderRecipe[K] extends number ? K : never;
}[keyof DecoderRecipe];

/** What the engine allows. */
const BOUNDS: Record<NumericKey, { min: number; max: number; step?: "any" }> = {
  layers: { min: 1, max: 256 },
  width: { min: 4, max: 16_384 },
  heads: { min: 1, max: 512 },
  key_value_heads: { min: 1, max: 512 },
  head_width: { min: 2, max: 1024 },
  feed_forward: { min: 4, max: 131_072 },
  context: { min: 2, max: 131_072 },
  dropout: { min: 0, max: 0.9, step: "any" },
};

const KEYS = Object.keys(BOUNDS) as NumericKey[];
const NORMS = ["rms_norm", "layer_norm"] as const satisfies readonly DecoderRecipe["norm"]["kind"][];
const POSITIONS = ["rope", "learned"] as const satisfies readonly DecoderRecipe["positions"]["kind"][];
const ACTIVATIONS = ["swi_glu", "gelu", "gelu_tanh", "relu"] as const satisfies readonly DecoderActivation[];
const BIASES = ["none", "query_key_value", "all"] as const satisfies readonly DecoderBiases[];
/** As most models have them. */
const THETA = 10_000;

function numeric({ id, model, onModel }: Shape, key: NumericKey): TemplateResult {
  return numberField({
    id: `${id}-${key}`,
    testid: `${id}-${key.replaceAll("_", "-")}`,
    label: t(`decoder.${key}`),
    help: t(`decoder.${key}.help`),
    value: model[key],
    ...BOUNDS[key],
    onChange: (value) => onModel({ ...model, [key]: value }),
  });
}

function choice<K extends string>(
  { id }: Shape,
  key: "norm" | "positions" | "activation" | "biases",
  value: K,
  known: readonly K[],
  name: (one: K) => string,
  put: (one: K) => void,
): TemplateResult {
  return selectField(
    {
      id: `${id}-${key}`,
      label: t(`decoder.${key}`),
      value,
      options: known.map((one) => ({ value: one, label: name(one) })),
      onChange: (picked) => {
        const wanted = known.find((one) => one === picked);
        if (wanted !== undefined) put(wanted);
      },
    },
    "inline",
  );
}

function parts(shape: Shape): TemplateResult {
  const { model, onModel, id } = shape;
  const { epsilon } = model.norm;
  const positionsOf = (kind: (typeof POSITIONS)[number]): DecoderRecipe["positions"] =>
    kind === "rope" ? { kind, theta: THETA } : { kind };
  return html`${choice(
    shape,
    "norm",
    model.norm.kind,
    NORMS,
    (one) => t(`decoder.norm.${one}`),
    (kind) => onModel({ ...model, norm: { kind, epsilon } }),
  )}
  ${choice(
    shape,
    "positions",
    model.positions.kind,
    POSITIONS,
    (one) => t(`decoder.positions.${one}`),
    (kind) => onModel({ ...model, positions: positionsOf(kind) }),
  )}
  ${choice(
    shape,
    "activation",
    model.activation,
    ACTIVATIONS,
    (one) => t(`decoder.activation.${one}`),
    (activation) => onModel({ ...model, activation }),
  )}
  ${choice(
    shape,
    "biases",
    model.biases,
    BIASES,
    (one) => t(`decoder.biases.${one}`),
    (biases) => onModel({ ...model, biases }),
  )}
  ${checkField({
    id: `${id}-tied-head`,
    label: t("decoder.tied_head"),
    help: t("decoder.tied_head.help"),
    checked: model.tied_head,
    onChange: (tied_head) => onModel({ ...model, tied_head }),
  })}`;
}

export function decoderFields(shape: Shape): TemplateResult {
  return html`${KEYS.map((key) => numeric(shape, key))} ${parts(shape)}`;
}
