// What happens by itself when a control changes.

import { computed, effect, type ReadonlySignal, untracked } from "@preact/signals-core";
import { adapter, laneChoice } from "../state/lane";
import { languageRecipe } from "../state/language-recipe";
import { isLoaded } from "../state/present";
import { recipe } from "../state/recipe";
import { status } from "../state/run";
import { task } from "../state/task";
import { corpusKey, dataKey } from "./lanes";

/** Milliseconds that the data's controls rest before rows or text are read again. */
const REST_MS = 250;

/** Reads rows or text again when the recipe asks for others; a run that is there keeps its own. */
export function watchData(refresh: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wanted = computed(() => {
    const rows = recipe.value ? dataKey(recipe.value) : "";
    const text = languageRecipe.value ? corpusKey(languageRecipe.value) : "";
    return `${task.value} ${rows} ${text}`;
  });
  effect(() => {
    wanted.value;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (status.value === "idle") refresh();
    }, REST_MS);
  });
}

/** A chosen GPU compiles its kernels while the button is still to be pressed. */
export function watchLane(warmUp: () => void): void {
  effect(() => {
    const wanted = laneChoice.value === "webgpu" && adapter.value !== null && isLoaded.value;
    if (wanted) untracked(warmUp);
  });
}

export function watchText(text: ReadonlySignal<string>, ask: () => void): void {
  effect(() => {
    text.value;
    untracked(ask);
  });
}
