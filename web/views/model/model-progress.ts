// How far a model's training has come, along the upper edge of its panel. An element of its own, so that a step
// redraws one line and not the panel's controls.

import { html, nothing } from "lit";
import { property } from "lit/decorators.js";
import { isRole, type Role, stretch } from "../../state/run";
import { View } from "../../ui/view";

class ModelProgress extends View {
  /** The models whose training is shown here. */
  @property({ attribute: false }) models: readonly Role[] = [];

  protected override render() {
    const now = stretch.value;
    if (!now || !isRole(now.phase) || !this.models.includes(now.phase) || now.total === 0) return nothing;
    return html`<div class="panel-progress ${now.phase}" style="--done:${now.done / now.total}"></div>`;
  }
}

customElements.define("sr-model-progress", ModelProgress);
