import { task } from "../state/task";

/** Letters of a recipe that is looked into here; the engine refuses what is longer by itself. */
const MOST_LETTERS = 1_000_000;

/** The key `task` tells a language model's recipe from a classifier's, which has no such key. */
export function isLanguageRecipe(json: string): boolean {
  if (json.length > MOST_LETTERS) return false;
  try {
    const read: unknown = JSON.parse(json);
    return typeof read === "object" && read !== null && "task" in read;
  } catch {
    // Whoever reads it now says what is wrong with it.
    return task.value === "language_model";
  }
}
