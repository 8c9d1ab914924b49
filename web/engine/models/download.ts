// Fetches a model, file by file, into the browser's store: what its address leads to and nothing else.

import { pageError } from "../errors";
import type { ModelAddress } from "./address";
import { type Fetching, fetchFile } from "./fetch-file";
import type { KeptFile, Manifest } from "./folder";
import { CONFIG, INDEX, isWeights, README, TOKENIZER, WEIGHTS } from "./names";
import type { Kept, ModelStore } from "./store";

/** How a download stands. */
export interface Progress {
  /** The model. */
  name: string;
  /** The file in hand. */
  file: string;
  /** Bytes of the model that are here. */
  done: number;
  /** Bytes of all files that are known by now; null where a server does not tell. */
  of: number | null;
}

export interface Downloading extends Pick<Fetching, "fetch" | "signal"> {
  onProgress(progress: Progress): void;
}

/** Files of an index that are fetched at most: it comes from elsewhere and may say anything. */
const MOST_SHARDS = 512;

class Download {
  #manifest: Manifest;

  constructor(
    private readonly kept: Kept,
    private readonly address: ModelAddress,
    private readonly how: Downloading,
  ) {
    this.#manifest = kept.manifest;
  }

  async run(): Promise<void> {
    if (this.address.file) await this.#need(this.address.file);
    else await this.#folder();
    this.#manifest = { ...this.#manifest, complete: true };
    await this.kept.folder.writeManifest(this.#manifest);
  }

  async #folder(): Promise<void> {
    await this.#need(CONFIG);
    await this.#want(TOKENIZER);
    await this.#want(README);
    const whole = !this.address.sharded && !this.#knows(INDEX) && (await this.#want(WEIGHTS));
    if (whole) return;
    if (!(await this.#want(INDEX))) throw noWeights(this.address);
    for (const shard of await this.#shards()) await this.#need(shard);
  }

  #knows(name: string): boolean {
    return this.#manifest.files.some((file) => file.name === name);
  }

  async #need(name: string): Promise<void> {
    if (!(await this.#want(name))) throw pageError("model_absent", `There is no \`${name}\`.`, this.#urlOf(name));
  }

  #want(name: string): Promise<boolean> {
    const known = this.#manifest.files.find((file) => file.name === name);
    const file: KeptFile = known ?? { name, bytes: null, promised: null, validator: null };
    return fetchFile(this.#urlOf(name), this.kept.folder, file, {
      ...this.how,
      onBytes: (now, held) => this.#tell(now, held),
      onChange: (now) => this.#note(now),
    });
  }

  #urlOf(name: string): string {
    return new URL(encodeURIComponent(name), this.address.folder).href;
  }

  async #note(file: KeptFile): Promise<void> {
    const { files } = this.#manifest;
    const others = files.filter((one) => one.name !== file.name);
    this.#manifest = { ...this.#manifest, files: [...others, file] };
    await this.kept.folder.writeManifest(this.#manifest);
  }

  #tell(file: KeptFile, held: number): void {
    const others = this.#manifest.files.filter((one) => one.name !== file.name);
    const here = others.reduce((sum, one) => sum + (one.bytes ?? 0), 0);
    const of = file.promised === null ? null : here + file.promised;
    this.how.onProgress({ name: this.#manifest.name, file: file.name, done: here + held, of });
  }

  /** Files that the index names, each once. */
  async #shards(): Promise<string[]> {
    const text = await (await this.kept.folder.blob(INDEX)).text();
    const names = new Set(Object.values(weightMap(text)));
    const wrong = [...names].find((name) => typeof name !== "string" || /[\\/]/.test(name) || !isWeights(name));
    if (wrong !== undefined || names.size === 0 || names.size > MOST_SHARDS) {
      throw pageError("model", `\`${INDEX}\` names no weights that can be fetched.`, this.#urlOf(INDEX));
    }
    return [...names].map(String).sort();
  }
}

function noWeights({ folder }: ModelAddress) {
  return pageError("model_absent", `There is neither \`${WEIGHTS}\` nor \`${INDEX}\`.`, folder);
}

function weightMap(text: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(text);
    const map = typeof read === "object" && read !== null && "weight_map" in read ? read.weight_map : null;
    return typeof map === "object" && map !== null ? { ...map } : {};
  } catch {
    return {};
  }
}

/**
 * Fetches what is missing of a model and gives the name that the store has it by.
 *
 * Throws a page's error; what has come by then is kept and the next call goes on from there.
 */
export async function download(store: ModelStore, address: ModelAddress, how: Downloading): Promise<string> {
  const kept = await store.begin(address.name, address.typed);
  if (!kept.manifest.complete) await new Download(kept, address, how).run();
  return kept.manifest.name;
}
