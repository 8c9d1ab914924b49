// How large teacher and student are: as counted once they exist, as estimated before.

import { dataReport } from "../../state/data";
import { estimateParameters } from "../../state/models";
import { recipe, recipeInUse } from "../../state/recipe";
import { parameters } from "../../state/run";
import { teacherCard } from "../../state/teacher";

export interface Sized {
  parameters: number;
  /** Counted by the engine rather than estimated here. */
  exact: boolean;
}

/** Null where there is no teacher: rows may bring soft labels, and a model may be still to be chosen. */
export function sizeOfTeacher(): Sized | null {
  const asked = recipeInUse.value ?? recipe.value;
  if (asked?.teacher.kind === "pretrained") return sizeOfPretrained();
  if (asked?.teacher.kind !== "train") return null;
  return sized(parameters.value.teacher, () => (asked.teacher.kind === "train" ? asked.teacher.model : null));
}

function sizeOfPretrained(): Sized | null {
  const count = parameters.value.teacher ?? teacherCard.value?.parameters;
  return count === undefined ? null : { parameters: count, exact: true };
}

export function sizeOfStudent(): Sized | null {
  const asked = recipeInUse.value ?? recipe.value;
  return asked ? sized(parameters.value.student ?? parameters.value.control, () => asked.student.model) : null;
}

function sized(
  counted: number | undefined,
  model: () => Parameters<typeof estimateParameters>[0] | null,
): Sized | null {
  if (counted !== undefined) return { parameters: counted, exact: true };
  const shape = model();
  if (!shape) return null;
  return { parameters: estimateParameters(shape, dataReport.value?.classes.length ?? 2), exact: false };
}

/** The area that both are drawn against. */
export function largestModel(): number {
  return Math.max(1, sizeOfTeacher()?.parameters ?? 0, sizeOfStudent()?.parameters ?? 0);
}
