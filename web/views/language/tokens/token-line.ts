// The text as its tokens, each on a ground as deep as its loss. One stop for the Tab key; arrows move within.

import { html, nothing, type TemplateResult } from "lit";
import type { TokenJudgement } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { decimals } from "../../../i18n/format";
import { chosen, heatOf, judgements, markedToken, measure, natsOf, placeAfter } from "../../../state/tokens";

/** What is heard of a token. */
function spoken(token: TokenJudgement): string {
  const nats = (value: number | null) => (value === null ? "–" : decimals(value, 2));
  const values = { token: markedToken(token.token), kl: nats(token.kl) };
  return t("tokens.spoken", { ...values, teacher: nats(token.teacher_nll), student: nats(token.student_nll) });
}

/** The space before a word stands between the chips, so that lines break there; what else cannot be seen is marked. */
function shown(token: string): { gap: string; body: string } {
  const body = token.startsWith(" ") && token.trim() !== "" ? token.slice(1) : token;
  const isSeen = body.trim() !== "" && !/[\n\r\t]/.test(body);
  return { gap: body === token ? "" : " ", body: isSeen ? body : markedToken(body) };
}

function pressed(event: KeyboardEvent): void {
  const to = placeAfter(event.key, chosen.value ?? 0, judgements.value.length);
  if (to === null) return;
  event.preventDefault();
  chosen.value = to;
  const line = event.currentTarget as HTMLElement;
  line.querySelector<HTMLElement>(`[data-at="${to}"]`)?.focus();
}

function chip(token: TokenJudgement, at: number): TemplateResult {
  const by = measure.value;
  const isChosen = at === chosen.value;
  const absent = natsOf(token, by) === null;
  const choose = () => {
    chosen.value = at;
  };
  const { gap, body } = shown(token.token);
  const kind = `${absent ? "absent" : ""} ${token.learnt ? "" : "unlearnt"}`;
  return html`${gap}<span class="chip ${kind}" title=${token.learnt ? nothing : t("tokens.unlearnt")} role="option" data-at=${at} tabindex=${isChosen ? 0 : -1}
    aria-selected=${isChosen} aria-label=${spoken(token)} style="--heat:${heatOf(token, by).toFixed(3)}"
    @click=${choose} @focus=${choose}>${body}</span>${token.token.includes("\n") ? html`<br />` : nothing}`;
}

export function tokenLine(): TemplateResult {
  const tokens = judgements.value;
  if (tokens.length === 0) return html`<p class="empty-note">${t("tokens.empty")}</p>`;
  return html`<div class="chips ${measure.value}" role="listbox" aria-orientation="horizontal" aria-label=${t("tokens.line")}
    data-testid="tokens" @keydown=${pressed}>${tokens.map(chip)}</div>`;
}
