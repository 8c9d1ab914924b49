// A run as each task asks for it: recipe and file as they were when the button was pressed.

import type { LanguageRecipe, Recipe } from "../engine/generated/spec";
import type { OpenLane } from "../engine/spawn";
import { corpus } from "../state/corpus";
import { dataReport } from "../state/data";
import { plannedLanguageSteps } from "../state/language-plan";
import { languageInUse, languageRecipe } from "../state/language-recipe";
import { plannedSteps } from "../state/models";
import { recipe, recipeInUse } from "../state/recipe";
import { stretches } from "../state/run";
import { task } from "../state/task";
import { modelsOf, stepsOfTeacher } from "../state/teacher";
import type { Lanes } from "./lanes";
import type { PretrainedModels } from "./pretrained";
import type { Rehearsal } from "./race";
import type { Sources } from "./sources";
import type { Texts } from "./texts";

export interface Asked {
  /** Reads rows or text on a lane; what it answers with shows what was found. */
  load(open: OpenLane): Promise<() => void>;
  start(open: OpenLane, run: number): Promise<null>;
  /** Notes that this is what the present run does. */
  hold(): void;
  /** Optimizer steps of the whole run. */
  planned(): number;
  rehearsal: Rehearsal;
}

/** Optimizer steps of a classifier's whole run. */
export function plannedOf(asked: Recipe): number {
  const rows = dataReport.value?.split.train ?? 0;
  return stepsOfTeacher(asked.teacher, rows) + 2 * asked.evaluation.pairs * plannedSteps(asked.student.train, rows);
}

/** What a run is made of. */
export interface Suppliers {
  lanes: Lanes;
  sources: Sources;
  texts: Texts;
  models: PretrainedModels;
}

function askClassifier({ lanes, models }: Suppliers, asked: Recipe, file: File): Asked {
  const read = async (open: OpenLane) => {
    await models.ready(open, modelsOf(asked));
    return lanes.load(open, asked, file);
  };
  return {
    load: async (open) => {
      const found = await read(open);
      return () => {
        dataReport.value = found;
      };
    },
    start: ({ client }, run) => client.call<"start">({ type: "start", recipe: asked, run }),
    hold: () => {
      recipeInUse.value = asked;
    },
    planned: () => plannedOf(asked),
    rehearsal: {
      prepare: async (open) => {
        await read(open);
        await open.client.call<"warm_up">({ type: "warm_up", recipe: asked });
      },
      time: ({ client }, count) => client.call<"time_steps">({ type: "time_steps", recipe: asked, count }),
    },
  };
}

function askLanguage(lanes: Lanes, recipe: LanguageRecipe, file: File): Asked {
  return {
    load: async (open) => {
      const found = await lanes.loadCorpus(open, recipe, file);
      return () => {
        corpus.value = found;
      };
    },
    start: ({ client }, run) => client.call<"start_language">({ type: "start_language", recipe, run }),
    hold: () => {
      languageInUse.value = recipe;
    },
    planned: () => plannedLanguageSteps(recipe, stretches.value),
    rehearsal: {
      prepare: ({ client }) => client.call<"warm_up_language">({ type: "warm_up_language", recipe }),
      time: ({ client }, count) => client.call<"time_language_steps">({ type: "time_language_steps", recipe, count }),
    },
  };
}

/** The run that the controls ask for now; null where something is missing. */
export function askedNow(from: Suppliers): Asked | null {
  if (task.value === "classifier") {
    const [asked, file] = [recipe.value, from.sources.file()];
    return asked && file && askClassifier(from, asked, file);
  }
  const [asked, file] = [languageRecipe.value, from.texts.file()];
  return asked && file && askLanguage(from.lanes, asked, file);
}
