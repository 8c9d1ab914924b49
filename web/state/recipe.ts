import { computed, signal } from "@preact/signals-core";
import type { Recipe } from "../engine/generated/spec";

/** What the next run will do; null until the engine has given the first. */
export const recipe = signal<Recipe | null>(null);

/** What the present run does; null where there is none. */
export const recipeInUse = signal<Recipe | null>(null);

/** Whether the controls say something else than the run that is on. */
export const recipeChanged = computed(
  () => recipeInUse.value !== null && JSON.stringify(recipe.value) !== JSON.stringify(recipeInUse.value),
);

/** Changes the recipe by a function that may write to its draft. */
export function edit(change: (draft: Recipe) => void): void {
  if (!recipe.value) return;
  const draft = structuredClone(recipe.value);
  change(draft);
  recipe.value = draft;
}

/** The temperature of the first objective that has one. */
export const recipeTemperature = computed(() => {
  for (const { objective } of recipe.value?.student.objectives ?? []) {
    if ("temperature" in objective) return objective.temperature;
  }
  return null;
});
