// Each repetition by itself: bits per byte of the control and of the student, the fewer the further right.

import type { TemplateResult } from "lit";
import type { LanguageRunReport } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { decimals } from "../../../i18n/format";
import { languageRecipe } from "../../../state/language-recipe";
import { pairsList } from "../../../ui/pairs";

export function bitsPairs(run: LanguageRunReport | null): TemplateResult {
  return pairsList({
    title: t("verdict.pairs"),
    students: run?.student.bits_per_byte_by_pair ?? null,
    controls: run?.control.bits_per_byte_by_pair ?? [],
    planned: languageRecipe.value?.evaluation.pairs ?? 0,
    descending: true,
    words: ({ student, control }, at) =>
      t("bits.pair", { n: at + 1, student: decimals(student, 3), control: decimals(control, 3) }),
  });
}
