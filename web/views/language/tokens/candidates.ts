// What teacher and student expected at one place: p against q over the likeliest tokens of both.

import { html, nothing, type TemplateResult } from "lit";
import type { TokenCandidate, TokenJudgement } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { decimals } from "../../../i18n/format";
import type { Role } from "../../../state/run";
import { chosen, chosenToken, judgements, markedToken, pupil } from "../../../state/tokens";
import { shareBar } from "../../../ui/share-bar";

/** Letters that lead up to the place. */
const LEAD = 28;

function row({ token, teacher, student }: TokenCandidate, actual: string): TemplateResult {
  const name = markedToken(token);
  return html`<li data-token=${token} class=${token === actual ? "actual" : ""}><span class="name" title=${name}>${name}</span>
    <div class="pair">${shareBar("teacher", teacher)}${shareBar(pupil.value, student)}</div></li>`;
}

function losses({ teacher_nll, student_nll, kl }: TokenJudgement): TemplateResult {
  const nats = (value: number | null) => (value === null ? "–" : decimals(value, 2));
  const loss = (role: Role) => t("tokens.loss", { name: t(`role.${role}`) });
  return html`<dl class="nats">
    <div><dt>${t("tokens.kl.short")}</dt><dd data-testid="token-kl">${nats(kl)}</dd></div>
    <div><dt><span class="swatch teacher"></span>${loss("teacher")}</dt><dd>${nats(teacher_nll)}</dd></div>
    <div><dt><span class="swatch ${pupil.value}"></span>${loss(pupil.value)}</dt><dd>${nats(student_nll)}</dd></div>
  </dl>`;
}

/** The words before, and the place itself. */
function lead(token: TokenJudgement): TemplateResult {
  const before = judgements.value.slice(0, chosen.value ?? 0).map((one) => one.token);
  const words = before.join("").replace(/\s+/g, " ");
  const shown = words.length > LEAD ? `…${words.slice(-LEAD)}` : words;
  return html`<p class="lead">${shown}<b>${markedToken(token.token)}</b></p>`;
}

export function candidates(): TemplateResult | typeof nothing {
  const token = chosenToken.value;
  if (!token) return nothing;
  return html`<section class="candidates" aria-live="off" data-testid="candidates">
    <h3>${t("tokens.expected")}</h3>
    ${lead(token)} ${losses(token)}
    <ol class="bars">${token.candidates.map((one) => row(one, token.token))}</ol>
  </section>`;
}
