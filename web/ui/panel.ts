import { html, nothing, type TemplateResult } from "lit";
import type { Role } from "../state/run";

interface PanelHead {
  title: string;
  /** A number or a word at the right. */
  aside?: string | TemplateResult;
  role?: Role;
}

export function panelHead({ title, aside, role }: PanelHead): TemplateResult {
  return html`<header class="panel-head">
    <h2>${role ? html`<span class="swatch ${role}"></span>` : nothing}${title}</h2>
    ${aside ? html`<span class="aside">${aside}</span>` : nothing}
  </header>`;
}
