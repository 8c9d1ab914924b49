// The screen: one instrument that reads left to right, and a bench beneath it.

import { html } from "lit";
import { t } from "../i18n";
import { errorAt } from "../ui/error-card";
import { View } from "../ui/view";
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
  protected override render() {
    return html`<sr-header></sr-header>
      <main>
        <div class="notices">${errorAt("page")}${errorAt("lane")}</div>
        <div class="instrument">
          <sr-data class="panel"></sr-data>
          <sr-teacher class="panel"></sr-teacher>
          <sr-distillation class="panel"></sr-distillation>
          <sr-student class="panel"></sr-student>
          <sr-curves class="panel"></sr-curves>
          <sr-verdict class="panel"></sr-verdict>
        </div>
        <div class="bench">
          <sr-tryit class="panel"></sr-tryit>
          <sr-metrics class="panel"></sr-metrics>
          <sr-confusion class="panel"></sr-confusion>
        </div>
      </main>
      <footer>${t("footer.private")}</footer>`;
  }
}

customElements.define("sr-app", App);
