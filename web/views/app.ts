// The screen: one instrument that reads left to right, and a bench beneath it.

import { html, nothing } from "lit";
import { t } from "../i18n";
import { errorAt } from "../ui/error-card";
import { icons } from "../ui/icons";
import { View } from "../ui/view";
import { acceptDrops, hovering } from "./drop-target";
import "./app.css";
import "./confusion/confusion-view";
import "./curves/curves-view";
import "./data/data-panel";
import "./distillation/distillation-panel";
import "./header/header-view";
import "./metrics/metrics-view";
import "./student/student-panel";
import "./teacher/teacher-panel";
import "./tryit/tryit-view";
import "./verdict/verdict-panel";

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
        <section class="instrument" aria-label=${t("app.flow")}>
          <sr-data class="panel"></sr-data>
          <sr-teacher class="panel"></sr-teacher>
          <sr-distillation class="panel"></sr-distillation>
          <sr-student class="panel"></sr-student>
          <sr-curves class="panel"></sr-curves>
          <sr-verdict class="panel"></sr-verdict>
        </section>
        <section class="bench" aria-label=${t("app.bench")}>
          <sr-tryit class="panel"></sr-tryit>
          <sr-metrics class="panel"></sr-metrics>
          <sr-confusion class="panel"></sr-confusion>
        </section>
      </main>
      <footer>${icons.lock}<p data-testid="private">${t("footer.private")}</p></footer>
      ${hovering.value ? html`<div class="drop-veil" aria-hidden="true">${icons.upload}${t("app.drop")}</div>` : nothing}`;
  }
}

customElements.define("sr-app", App);
