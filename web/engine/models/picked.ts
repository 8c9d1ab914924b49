// The model among files that the user has dropped or chosen.

import { pageError } from "../errors";
import { CONFIG, INDEX, isGguf, isModelFile, isWeights, modelName } from "./names";

/** A file with the path that it had below what was dropped or chosen. */
export interface PickedFile {
  path: string;
  file: File;
}

/** A model by its files, as the engine opens it. */
export interface PickedModel {
  name: string;
  files: Map<string, Blob>;
}

const fileName = (path: string) => path.split("/").at(-1) ?? "";
const folderOf = (path: string) => path.split("/").slice(0, -1).join("/");

/** Whether files are a model's rather than rows or text. */
export function bringModel(picked: readonly PickedFile[]): boolean {
  return picked.some(({ path }) => isWeights(path) || [CONFIG, INDEX].includes(fileName(path)));
}

const depthOf = (path: string) => path.split("/").length;

/** The one folder that has a configuration, the least deep one first: repositories keep other formats below. */
function modelFolder(picked: readonly PickedFile[]): string {
  const configs = picked.map(({ path }) => path).filter((path) => fileName(path) === CONFIG);
  const [first, second] = configs.sort((a, b) => depthOf(a) - depthOf(b));
  if (first === undefined) throw pageError("model", `There is no \`${CONFIG}\` among the files.`);
  if (second !== undefined && depthOf(second) === depthOf(first))
    throw pageError("model", `There are several models: \`${first}\` and \`${second}\`.`);
  return folderOf(first);
}

/**
 * The model: a GGUF file, or a folder in Hugging Face's layout.
 *
 * Throws a `model` error that says what is missing.
 */
export function modelAmong(picked: readonly PickedFile[]): PickedModel {
  const ggufs = picked.filter(({ path }) => isGguf(path));
  const [gguf, another] = ggufs;
  if (another) throw pageError("model", `There are ${ggufs.length} GGUF files, and each is a model.`);
  if (gguf) return { name: modelName(gguf.path), files: new Map([[gguf.file.name, gguf.file]]) };
  const folder = modelFolder(picked);
  const own = picked.filter(({ path }) => folderOf(path) === folder && isModelFile(fileName(path)));
  const files = new Map(own.map(({ path, file }) => [fileName(path), file]));
  if (![...files.keys()].some(isWeights))
    throw pageError("model", "There are no weights as safetensors among the files.");
  return { name: modelName(folder), files };
}
