// What a typed address leads to: a repository of a hub, a folder of any server, or one file.

import { type PageError, pageError } from "../errors";
import { INDEX, isGguf, isWeights } from "./names";

/** Where a model's files are to be fetched. */
export interface ModelAddress {
  /** What the model will be called here. */
  name: string;
  /** The address of its folder, with a slash at its end. */
  folder: string;
  /** The one file that is wanted; null for all that a folder in Hugging Face's layout has. */
  file: string | null;
  /** Whether the weights are known to be in several files. */
  sharded: boolean;
  /** The address as it was typed, but for what says nothing of the model. */
  typed: string;
}

/** The branch that a repository's page shows. */
const BRANCH = "main";

function refuse(message: string): PageError {
  return pageError("model_address", message);
}

function parsed(typed: string): URL {
  if (!URL.canParse(typed)) throw refuse(`\`${typed}\` is not a whole address.`);
  const url = new URL(typed);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refuse(`\`${url.protocol}\` is not fetched here.`);
  if (url.username || url.password) throw refuse("The address holds a password.");
  url.search = "";
  url.hash = "";
  return url;
}

function wordsOf(url: URL): string[] {
  return url.pathname.split("/").filter((word) => word !== "");
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

/** `/owner/name`, `/owner/name/tree/branch/…`: the page of a repository, whose files lie below `resolve`. */
function repository(url: URL, words: string[]): URL | null {
  const [owner, name, view, branch, ...path] = words;
  if (!owner || !name || (words.length > 2 && !["tree", "blob", "resolve"].includes(view ?? ""))) return null;
  if (words.length === 2 && (url.pathname.endsWith("/") || isFile(name))) return null;
  const end = view === "tree" || path.length === 0 ? "/" : "";
  return new URL(`/${[owner, name, "resolve", branch ?? BRANCH, ...path].join("/")}${end}`, url);
}

function isFile(name: string): boolean {
  return isWeights(name) || name.endsWith(".json") || name.endsWith(".md");
}

/** The name of a folder, without the hub's own words. */
function nameOf(words: string[]): string {
  const at = words.indexOf("resolve");
  const own = at === 2 ? [...words.slice(0, 2), ...words.slice(4)] : words;
  return decoded(own.at(-1) ?? "");
}

/**
 * Reads an address: a repository's page, a file in one, a folder that ends with a slash, or a file of any server.
 *
 * Throws a `model_address` error for anything else.
 */
export function readAddress(text: string): ModelAddress {
  const typed = parsed(text.trim());
  const url = repository(typed, wordsOf(typed)) ?? typed;
  const words = wordsOf(url);
  const last = decoded(words.at(-1) ?? "");
  if (url.pathname.endsWith("/")) return inFolder(url, words, false, typed);
  if (isGguf(last))
    return { name: last, folder: new URL(".", url).href, file: last, sharded: false, typed: typed.href };
  if (!isFile(last)) throw refuse(`\`${typed.href}\` is neither a repository, nor a folder, nor a model's file.`);
  return inFolder(new URL(".", url), words.slice(0, -1), last === INDEX, typed);
}

function inFolder(folder: URL, words: string[], sharded: boolean, typed: URL): ModelAddress {
  const name = nameOf(words) || folder.hostname;
  return { name, folder: folder.href, file: null, sharded, typed: typed.href };
}
