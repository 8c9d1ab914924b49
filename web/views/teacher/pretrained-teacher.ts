// A model of others as the teacher: to be chosen, or chosen and how it is fitted.

import { html, nothing, type TemplateResult } from "lit";
import type { ModelCard } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { adoptTeacher, type Pretrained, teacherCard, teacherIsAnother, teacherIsMissing } from "../../state/teacher";
import { fold } from "../../ui/field";
import { icons } from "../../ui/icons";
import { modelCard } from "../models/model-card";
import "../models/model-picker";
import { pretrainedFields } from "./pretrained-fields";

const picker = () => html`<sr-model-picker></sr-model-picker>`;

function missing({ model }: Pretrained): TemplateResult | typeof nothing {
  if (!teacherIsMissing.value) return nothing;
  return html`<p class="warning" data-testid="model-missing">${icons.warning}<span>${t("models.missing", { name: model.name })}</span></p>`;
}

function another(card: ModelCard): TemplateResult | typeof nothing {
  if (!teacherIsAnother.value) return nothing;
  return html`<div class="warning" data-testid="model-another">${icons.warning}<div><p>${t("models.another")}</p>
    <button type="button" class="button" @click=${() => adoptTeacher(card)}>${t("models.another.take")}</button></div></div>`;
}

/** What hinders a model from classifying texts. */
function warningsOf({ is_decoder: isDecoder, has_tokenizer: hasTokenizer }: ModelCard): string[] {
  return [...(isDecoder ? [t("about.is_decoder")] : []), ...(hasTokenizer ? [] : [t("about.no_tokenizer")])];
}

export function pretrainedTeacher(host: HTMLElement, teacher: Pretrained): TemplateResult {
  const card = teacherCard.value;
  if (!card) return html`${missing(teacher)} ${picker()}`;
  const tunesAll = teacher.tuning.kind === "all";
  return html`${another(card)} ${modelCard({ host, card, tunesAll, warnings: warningsOf(card) })}
    ${fold(t("models.change"), "", picker(), "change-model")} ${pretrainedFields(teacher, card)}`;
}
