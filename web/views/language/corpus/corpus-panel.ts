// Which text, and what became of it.

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../../i18n";
import { bytes } from "../../../i18n/format";
import { corpus, readingText } from "../../../state/corpus";
import { editLanguage, languageRecipe } from "../../../state/language-recipe";
import { errorAt } from "../../../ui/error-card";
import { numberField } from "../../../ui/field";
import { ghost } from "../../../ui/ghost";
import { panelHead } from "../../../ui/panel";
import { View } from "../../../ui/view";
import { corpusSettings } from "./corpus-settings";
import { documentsBar, excerpt, excerptNotice, lateNotice, overlapMeter, partsBar, readLine } from "./findings";
import { textPicker } from "./text-picker";
import { tokenizerFields } from "./tokenizer-fields";
import "./corpus.css";

function tokens(): TemplateResult | typeof nothing {
  const asked = languageRecipe.value;
  if (!asked) return nothing;
  return html`<section class="tokenizer fields">
    ${tokenizerFields({
      id: "text",
      tokenizer: asked.tokenizer,
      label: t("model.tokenizer"),
      help: t("corpus.tokenizer.help"),
      onChange: (tokenizer) => tokenizer && editLanguage((draft) => (draft.tokenizer = tokenizer)),
    })}
    ${numberField({
      id: "block-tokens",
      testid: "block-tokens",
      label: t("corpus.block_tokens"),
      help: t("corpus.block_tokens.help"),
      value: asked.block_tokens,
      min: 4,
      max: 131_072,
      onChange: (value) => editLanguage((draft) => (draft.block_tokens = value)),
    })}
  </section>`;
}

class CorpusPanel extends View {
  protected override render() {
    const found = corpus.value;
    return html`${panelHead({ title: t("data.title"), aside: found ? bytes(found.kept_bytes) : "" })}
      <div class="figure ${readingText.value ? "busy" : ""}">${excerpt()}</div>
      <div class="body">
        ${textPicker(this)} ${errorAt("text")} ${readLine()}
        ${found ? html`${excerptNotice(found)} ${lateNotice(found)} ${documentsBar(found)} ${partsBar(found)} ${overlapMeter(found)}` : nothing}
        ${tokens()} ${corpusSettings()} ${languageRecipe.value ? nothing : ghost()}
      </div>`;
  }
}

customElements.define("sr-corpus", CorpusPanel);
