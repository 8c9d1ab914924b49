// The files of a model, by their names.

export const CONFIG = "config.json";
export const TOKENIZER = "tokenizer.json";
export const README = "README.md";
export const WEIGHTS = "model.safetensors";
export const INDEX = "model.safetensors.index.json";

export function isGguf(name: string): boolean {
  return name.toLowerCase().endsWith(".gguf");
}

export function isWeights(name: string): boolean {
  return isGguf(name) || name.toLowerCase().endsWith(".safetensors");
}

/** Whether the engine reads a file of this name beside others. */
export function isModelFile(name: string): boolean {
  return isWeights(name) || [CONFIG, TOKENIZER, README, INDEX].includes(name);
}

/** Letters of a model's name at most: a store has to hold it as a folder's. */
const MOST_LETTERS = 80;

/** A name that a recipe may carry: a path's last part, never a step upwards. */
export function modelName(wanted: string): string {
  const last = wanted.split(/[\\/]/).at(-1)?.trim() ?? "";
  return /^\.*$/.test(last) ? "model" : last.slice(-MOST_LETTERS);
}
