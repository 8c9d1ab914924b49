import { html, nothing, type TemplateResult } from "lit";
import type { Role } from "../state/run";

interface PanelHead {
  title: string;
  /** A number or a word at the right. */
  aside?: string | TemplateResult;
  role?: Role;
  /** Share done of what this panel is busy with; null while it rests. */
  progress?: number | null;
}

/** Title, and along the upper edge how far this part has come. */
export function panelHead({ title, aside, role, progress }: PanelHead): TemplateResult {
  return html`<header class="panel-head">
    ${progress == null ? nothing : html`<div class="panel-progress ${role ?? ""}" style="--done:${progress}"></div>`}
    <h2>${role ? html`<span class="swatch ${role}"></span>` : nothing}${title}</h2>
    ${aside ? html`<span class="aside">${aside}</span>` : nothing}
  </header>`;
}
