// A model's share of something, as a bar.

import { html, type TemplateResult } from "lit";
import { t } from "../i18n";
import { percent } from "../i18n/format";
import type { Role } from "../state/run";

export function shareBar(role: Role, share: number | null): TemplateResult {
  const name = t(`role.${role}`);
  if (share === null) return html`<div class="bar ${role} absent"><i></i><b>–</b></div>`;
  return html`<div class="bar ${role}" title="${name}: ${percent(share)}">
    <i style="--share:${share}"></i><b><span class="visually-hidden">${name} </span>${percent(share)}</b>
  </div>`;
}
