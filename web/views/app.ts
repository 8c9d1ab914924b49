// The screen: one instrument that reads left to right, and a bench beneath it.

import { html, nothing } from "lit";
import { t } from "../i18n";
import { task } from "../state/task";
import { errorAt } from "../ui/error-card";
import { icons } from "../ui/icons";
import { View } from "../ui/view";
import { acceptDrops, hovering } from "./drop-target";
import "./app.css";
import "./header/header-view";
import { pipeline } from "./pipelines";

class App extends View {
  #stopDrops = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopDrops = acceptDrops(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopDrops();
  }

  protected override render() {
    return html`<sr-header></sr-header>
      <main>
        <div class="notices">${errorAt("page")}${errorAt("lane")}</div>
        ${pipeline(task.value)}
      </main>
      <footer>${icons.lock}<p data-testid="private">${t("footer.private")}</p></footer>
      ${hovering.value ? html`<div class="drop-veil" aria-hidden="true">${icons.upload}${t("app.drop")}</div>` : nothing}`;
  }
}

customElements.define("sr-app", App);
