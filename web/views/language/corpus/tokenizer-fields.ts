// How a text is cut into tokens.

import { html, nothing, type TemplateResult } from "lit";
import type { TokenizerRecipe } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { numberField, selectField } from "../../../ui/field";

/** Those that give every text back as it was: WordPiece does not. */
const TOKENIZERS = ["bytes", "characters", "bpe"] as const satisfies readonly TokenizerRecipe["kind"][];
/** Ids that a tokenizer starts out with, and the fewest that it may have. */
const VOCABULARY = 512;
const LEAST = { bytes: 0, characters: 16, bpe: 260, word_piece: 16 } as const;

interface Fields {
  /** Prefix of element ids. */
  id: string;
  tokenizer: TokenizerRecipe | null;
  label: string;
  help: string;
  /** What stands for no tokenizer of one's own, where that may be. */
  none?: string;
  onChange(tokenizer: TokenizerRecipe | null): void;
}

function tokenizerOf(kind: string, like: TokenizerRecipe | null): TokenizerRecipe | null {
  const wanted = TOKENIZERS.find((known) => known === kind);
  if (!wanted) return null;
  if (wanted === "bytes") return { kind: wanted };
  const vocabulary = like && "vocabulary" in like ? like.vocabulary : VOCABULARY;
  return { kind: wanted, vocabulary: Math.max(LEAST[wanted], vocabulary) };
}

export function tokenizerFields({ id, tokenizer, label, help, none, onChange }: Fields): TemplateResult {
  const options = TOKENIZERS.map((kind) => ({ value: kind as string, label: t(`tokenizer.${kind}`) }));
  if (tokenizer?.kind === "teacher") options.push({ value: "teacher", label: t("tokenizer.teacher") });
  if (none !== undefined) options.unshift({ value: "", label: none });
  const pick = selectField(
    {
      id: `${id}-tokenizer`,
      testid: `${id}-tokenizer`,
      label,
      help,
      value: tokenizer?.kind ?? "",
      options,
      onChange: (kind) => kind !== "teacher" && onChange(tokenizerOf(kind, tokenizer)),
    },
    "inline",
  );
  return html`${pick}${vocabularyField(id, tokenizer, onChange)}`;
}

function vocabularyField(id: string, tokenizer: TokenizerRecipe | null, onChange: Fields["onChange"]) {
  if (!tokenizer || !("vocabulary" in tokenizer)) return nothing;
  return numberField({
    id: `${id}-vocabulary`,
    testid: `${id}-vocabulary`,
    label: t("model.vocabulary"),
    value: tokenizer.vocabulary,
    min: LEAST[tokenizer.kind],
    max: 200_000,
    onChange: (vocabulary) => onChange({ ...tokenizer, vocabulary }),
  });
}
