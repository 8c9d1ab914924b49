// How large teachers and student are: as counted once they exist, as estimated before.

import type { LanguageRecipe, LanguageTeacher } from "../../../engine/generated/spec";
import { decoderParameters, mostTokens } from "../../../state/decoders";
import { languageInUse, languageRecipe } from "../../../state/language-recipe";
import { parameters } from "../../../state/run";
import type { Sized } from "../../model/model-parameters";

function shown(): LanguageRecipe | null {
  return languageInUse.value ?? languageRecipe.value;
}

/** Each teacher that is trained here, and the others once they are there; the engine's count is of the one that was trained
 * last, so it tells one teacher only. */
export function sizesOfTeachers(): Sized[] {
  const asked = shown();
  if (!asked) return [];
  const counted = parameters.value.teacher;
  if (counted !== undefined && asked.teachers.length === 1) return [{ parameters: counted, exact: true }];
  return asked.teachers.map((teacher) => ({ parameters: estimated(teacher, asked), exact: false }));
}

function estimated(teacher: LanguageTeacher, { tokenizer }: LanguageRecipe): number {
  if (teacher.kind === "pretrained") return 0;
  return decoderParameters(teacher.model, mostTokens(teacher.tokenizer ?? tokenizer));
}

export function sizeOfPupil(): Sized | null {
  const asked = shown();
  if (!asked) return null;
  const counted = parameters.value.student ?? parameters.value.control;
  if (counted !== undefined) return { parameters: counted, exact: true };
  return { parameters: decoderParameters(asked.student.model, mostTokens(asked.tokenizer)), exact: false };
}

/** The area that all are drawn against. */
export function largestDecoder(): number {
  return Math.max(1, sizeOfPupil()?.parameters ?? 0, ...sizesOfTeachers().map((one) => one.parameters));
}
