// Where the student stands in the figure. An element of its own, so that a step moves one line.

import { html, nothing } from "lit";
import { stretch } from "../../../state/run";
import { View } from "../../../ui/view";

class MixturePlace extends View {
  protected override render() {
    const now = stretch.value;
    if (now?.phase !== "student" || now.total === 0) return nothing;
    return html`<i style="left:${(100 * now.done) / now.total}%"></i>`;
  }
}

customElements.define("sr-mixture-place", MixturePlace);
