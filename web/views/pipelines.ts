// Each task's instrument, read from left to right, and the bench beneath it.

import { html, type TemplateResult } from "lit";
import { t } from "../i18n";
import type { Task } from "../state/task";
import "./confusion/confusion-view";
import "./curves/curves-view";
import "./data/data-panel";
import "./distillation/distillation-panel";
import "./language/corpus/corpus-panel";
import "./language/metrics/language-metrics";
import "./language/pupil/pupil-panel";
import "./language/samples/samples-view";
import "./language/teachers/teachers-panel";
import "./language/terms/terms-panel";
import "./language/tokens/tokens-view";
import "./language/verdict/language-verdict";
import "./metrics/metrics-view";
import "./student/student-panel";
import "./teacher/teacher-panel";
import "./tryit/tryit-view";
import "./verdict/verdict-panel";

interface Pipeline {
  instrument(): TemplateResult;
  bench(): TemplateResult;
}

const classifier: Pipeline = {
  instrument: () => html`<section class="instrument" aria-label=${t("app.flow")}>
    <sr-data class="panel at-data"></sr-data>
    <sr-teacher class="panel at-teacher"></sr-teacher>
    <sr-distillation class="panel at-distil"></sr-distillation>
    <sr-student class="panel at-student"></sr-student>
    <sr-curves class="panel"></sr-curves>
    <sr-verdict class="panel at-verdict"></sr-verdict>
  </section>`,
  bench: () => html`<section class="bench" aria-label=${t("app.bench")}>
    <sr-tryit class="panel"></sr-tryit>
    <sr-metrics class="panel"></sr-metrics>
    <sr-confusion class="panel"></sr-confusion>
  </section>`,
};

const languageModel: Pipeline = {
  instrument: () => html`<section class="instrument" aria-label=${t("app.flow")}>
    <sr-corpus class="panel at-data"></sr-corpus>
    <sr-teachers class="panel at-teacher"></sr-teachers>
    <sr-terms class="panel at-distil"></sr-terms>
    <sr-pupil class="panel at-student"></sr-pupil>
    <sr-curves class="panel"></sr-curves>
    <sr-language-verdict class="panel at-verdict"></sr-language-verdict>
  </section>`,
  bench: () => html`<section class="bench language" aria-label=${t("app.bench")}>
    <sr-samples class="panel"></sr-samples>
    <sr-tokens class="panel"></sr-tokens>
    <sr-language-metrics class="panel"></sr-language-metrics>
  </section>`,
};

export const PIPELINES: Record<Task, Pipeline> = { classifier, language_model: languageModel };
