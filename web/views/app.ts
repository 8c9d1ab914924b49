// The screen: one instrument that reads left to right, and a bench beneath it.

import { html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { t } from "../i18n";
import { type Task, task } from "../state/task";
import { errorAt } from "../ui/error-card";
import { icons } from "../ui/icons";
import { View } from "../ui/view";
import { acceptDrops, hovering } from "./drop-target";
import "./app.css";
import "./exports/export-dialog";
import "./header/header-view";
import { PIPELINES } from "./pipelines";

class App extends View {
  /** The task whose bench is built. Another task's comes a little after its instrument: both at once would be felt. */
  @state() private built: Task | null = null;

  #stopDrops = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopDrops = acceptDrops(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopDrops();
  }

  protected override willUpdate(): void {
    this.built ??= task.value;
  }

  protected override updated(): void {
    const wanted = task.value;
    if (this.built !== wanted) setTimeout(() => (this.built = wanted));
  }

  protected override render() {
    const { instrument, bench } = PIPELINES[task.value];
    return html`<sr-header></sr-header>
      <main>
        <div class="notices">${errorAt("page")}${errorAt("lane")}</div>
        ${instrument()} ${this.built === task.value ? bench() : nothing}
      </main>
      <footer>${icons.lock}<p data-testid="private">${t("footer.private")}</p></footer>
      <sr-export-dialog></sr-export-dialog>
      ${hovering.value ? html`<div class="drop-veil" aria-hidden="true">${icons.upload}${t("app.drop")}</div>` : nothing}`;
  }
}

customElements.define("sr-app", App);
