// Each repetition by itself: how far the student came from its twin.

import type { TemplateResult } from "lit";
import type { RunReport } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { percent } from "../../i18n/format";
import { recipe } from "../../state/recipe";
import { pairsList } from "../../ui/pairs";

export function pairsFigure(run: RunReport | null): TemplateResult {
  return pairsList({
    title: t("verdict.pairs"),
    students: run?.student.test_accuracy_by_pair ?? null,
    controls: run?.control.test_accuracy_by_pair ?? [],
    planned: recipe.value?.evaluation.pairs ?? 0,
    words: ({ student, control }, at) =>
      t("verdict.pair", { n: at + 1, student: percent(student), control: percent(control) }),
  });
}
