// One's own text, token by token: where teacher and student part.

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../../i18n";
import { decimals } from "../../../i18n/format";
import {
  chosen,
  clearJudgements,
  FULL,
  halfHeat,
  judgements,
  MEASURES,
  MOST_LETTERS,
  meanOf,
  measure,
  pupil,
  tokenText,
  tokenTextIsOwn,
} from "../../../state/tokens";
import { panelHead } from "../../../ui/panel";
import { View } from "../../../ui/view";
import { candidates } from "./candidates";
import { tokenLine } from "./token-line";
import "./tokens.css";

function typed(event: Event): void {
  tokenTextIsOwn.value = true;
  tokenText.value = (event.target as HTMLTextAreaElement).value;
  if (tokenText.value.trim() === "") clearJudgements();
  else chosen.value = null;
}

function choice(): TemplateResult {
  return html`<span class="segments" role="radiogroup" aria-label=${t("tokens.measure")}>
    ${MEASURES.map(
      (one) => html`<label><input type="radio" name="measure" value=${one} data-testid="measure-${one}"
        .checked=${one === measure.value} @change=${() => {
          measure.value = one;
        }} /><span>${t(`tokens.by.${one}`)}</span></label>`,
    )}
  </span>`;
}

/** What a colour's depth means, and the text's mean. */
function legend(): TemplateResult {
  const by = measure.value;
  const mean = meanOf(judgements.value, by);
  return html`<div class="heat-legend ${by}">
    <span class="scale"><i aria-hidden="true"></i><small>0</small><small>${decimals(halfHeat(by), halfHeat(by) < 1 ? 1 : 0)}</small>
      <small>≥ ${FULL[by]} ${t("tokens.nats")}</small></span>
    ${mean === null ? nothing : html`<b data-testid="token-mean">${t("tokens.mean", { n: decimals(mean, 2) })}</b>`}
  </div>`;
}

/** Until there is a student there is nothing to compare. */
function note(): TemplateResult | typeof nothing {
  if (judgements.value.length === 0) return nothing;
  if (judgements.value.every((token) => token.kl === null)) return html`<p class="help">${t("tokens.waiting")}</p>`;
  return pupil.value === "control" ? html`<p class="help">${t("tokens.twin")}</p>` : nothing;
}

class Tokens extends View {
  protected override render() {
    return html`${panelHead({ title: t("tokens.title") })}
      <div class="body tokens">
        <div class="reading">
          <label class="visually-hidden" for="token-input">${t("tokens.text")}</label>
          <textarea id="token-input" data-testid="token-input" rows="3" maxlength=${MOST_LETTERS} spellcheck="false"
            placeholder=${t("tokens.text")} .value=${tokenText.value} @input=${typed}></textarea>
          <div class="colour-by">${choice()} ${judgements.value.length > 0 ? legend() : nothing}</div>
          ${tokenLine()} ${note()}
        </div>
        ${candidates()}
      </div>`;
  }
}

customElements.define("sr-tokens", Tokens);
