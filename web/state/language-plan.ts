// How many optimizer steps a language-model run takes. Blocks are counted by the engine once it has cut the text, so
// the number is known from the first training on.

import type { LanguageRecipe, TrainRecipe } from "../engine/generated/spec";
import { trainingOf as trainingOfTeacher } from "./language-recipe";
import { isRole, type Role, type Stretch } from "./run";

/** Blocks that a training of `total` steps reads in an epoch, at most. */
function blocksOf(train: TrainRecipe | null, total: number): number {
  return train ? (total / train.epochs) * train.batch_size * train.accumulate : 0;
}

function stepsOf(train: TrainRecipe | null, blocks: number): number {
  return train ? train.epochs * Math.ceil(blocks / (train.batch_size * train.accumulate)) : 0;
}

/** Null of a teacher that is taken as it is. */
function trainingOf(recipe: LanguageRecipe, role: Role, pair: number): TrainRecipe | null {
  const teacher = recipe.teachers[pair] ?? recipe.teachers[0];
  return role === "teacher" && teacher ? trainingOfTeacher(teacher) : recipe.student.train;
}

/** Every training that has begun by its own count, those to come by the blocks that others read; 0 before the first. */
export function plannedLanguageSteps(recipe: LanguageRecipe, stretches: readonly Stretch[]): number {
  const begun = stretches.flatMap(({ phase, pair, total }) => (isRole(phase) ? [{ role: phase, pair, total }] : []));
  const blocks = Math.max(0, ...begun.map((one) => blocksOf(trainingOf(recipe, one.role, one.pair), one.total)));
  const steps = (role: Role, pair: number) =>
    begun.find((one) => one.role === role && one.pair === pair)?.total ??
    stepsOf(trainingOf(recipe, role, pair), blocks);
  const teachers = recipe.teachers.reduce((sum, _, number) => sum + steps("teacher", number), 0);
  const pairs = Array.from(
    { length: recipe.evaluation.pairs },
    (_, pair) => steps("student", pair) + steps("control", pair),
  );
  return teachers + pairs.reduce((sum, both) => sum + both, 0);
}
