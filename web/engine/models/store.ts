// The models that this browser keeps, in the origin's private file system: no other site sees them.

import { type PageError, pageError } from "../errors";
import { type KeptFile, type Manifest, ModelFolder, PIECE_BYTES } from "./folder";
import { modelName } from "./names";

const ROOT = "models";

/** What the store says of a model. */
export interface StoredModel {
  name: string;
  /** How many bytes of it are here. */
  bytes: number;
  /** How many it has, as far as is known. */
  of: number | null;
  /** When it was begun, in milliseconds since 1970. */
  added: number;
  /** The address that it came from; null for files of the user's own. */
  from: string | null;
  /** Whether it can be used: a download may have been broken off. */
  complete: boolean;
}

/** Space of this site, in bytes. */
export interface Room {
  used: number;
  quota: number;
}

/** A model's folder and what it is about. */
export interface Kept {
  folder: ModelFolder;
  manifest: Manifest;
}

/** What the store needs of a browser. */
export interface Disk {
  /** The root of the origin's private files; throws where there are none. */
  root(): Promise<FileSystemDirectoryHandle>;
  estimate(): Promise<{ usage?: number; quota?: number }>;
  /** Asks that nothing be cleared when space is short. */
  persist(): Promise<boolean>;
}

/** This browser's. */
export const browserDisk: Disk = {
  root: () => navigator.storage.getDirectory(),
  estimate: () => navigator.storage.estimate(),
  persist: () => navigator.storage.persist(),
};

/** A full disk as an error that says so; all others as they are. */
export function withRoom(thrown: unknown): unknown {
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : "";
  return name === "QuotaExceededError" ? pageError("store_full", "The browser has no room for more.") : thrown;
}

function absent(thrown: unknown): PageError {
  return pageError("store_absent", thrown instanceof Error ? thrown.message : String(thrown));
}

function keptFile(name: string, bytes: number | null = null): KeptFile {
  return { name, bytes, promised: bytes, validator: null };
}

export class ModelStore {
  constructor(private readonly disk: Disk = browserDisk) {}

  async #root(): Promise<FileSystemDirectoryHandle> {
    try {
      return await (await this.disk.root()).getDirectoryHandle(ROOT, { create: true });
    } catch (thrown) {
      throw absent(thrown);
    }
  }

  /** All models, the newest first. */
  async list(): Promise<StoredModel[]> {
    const found: StoredModel[] = [];
    for await (const key of (await this.#root()).keys()) {
      const kept = await this.#kept(decodeURIComponent(key));
      if (kept) found.push(await described(kept));
    }
    return found.sort((a, b) => b.added - a.added);
  }

  /** The files of a whole model; null where it is not here or not whole. */
  async files(name: string): Promise<Map<string, Blob> | null> {
    const kept = await this.#kept(name);
    if (!kept?.manifest.complete) return null;
    const files = new Map<string, Blob>();
    for (const file of kept.manifest.files) files.set(file.name, await kept.folder.blob(file.name));
    return files;
  }

  /** The folder of what comes from an address: the one that was begun before, or a new one. */
  async begin(wanted: string, from: string): Promise<Kept> {
    const before = (await this.list()).find((model) => model.from === from);
    const known = before && (await this.#kept(before.name));
    return known ?? this.#make(await this.#free(modelName(wanted)), from, []);
  }

  /** Copies files; `onBytes` hears how many have been written. */
  async keep(name: string, files: Map<string, Blob>, onBytes: (bytes: number) => void = () => {}): Promise<void> {
    const kept = await this.#make(
      name,
      null,
      [...files].map(([file, blob]) => keptFile(file, blob.size)),
    );
    try {
      let done = 0;
      for (const [file, blob] of files) {
        for (let at = 0; at < blob.size; at += PIECE_BYTES) {
          await kept.folder.append(file, at, blob.slice(at, at + PIECE_BYTES));
          done = Math.min(done + PIECE_BYTES, sizeOf(files));
          onBytes(done);
        }
      }
      await kept.folder.writeManifest({ ...kept.manifest, complete: true });
    } catch (thrown) {
      await this.remove(name);
      throw withRoom(thrown);
    }
  }

  async remove(name: string): Promise<void> {
    await (await this.#root()).removeEntry(encodeURIComponent(name), { recursive: true });
  }

  /** Null where the browser does not tell. */
  async room(): Promise<Room | null> {
    const { usage, quota } = await this.disk.estimate().catch(() => ({ usage: undefined, quota: undefined }));
    return usage === undefined || quota === undefined ? null : { used: usage, quota };
  }

  /** Whether the browser promises to clear nothing by itself. */
  persist(): Promise<boolean> {
    return this.disk.persist().catch(() => false);
  }

  async #kept(name: string): Promise<Kept | null> {
    try {
      const folder = new ModelFolder(await (await this.#root()).getDirectoryHandle(encodeURIComponent(name)));
      const manifest = await folder.manifest();
      return manifest && { folder, manifest };
    } catch (thrown) {
      if (thrown instanceof DOMException && thrown.name === "NotFoundError") return null;
      throw thrown;
    }
  }

  async #make(name: string, from: string | null, files: KeptFile[]): Promise<Kept> {
    const root = await this.#root();
    // What an earlier model of the name left must not be taken for this one's.
    await root.removeEntry(encodeURIComponent(name), { recursive: true }).catch(() => {});
    const folder = new ModelFolder(await root.getDirectoryHandle(encodeURIComponent(name), { create: true }));
    const manifest: Manifest = { version: 1, name, from, added: Date.now(), complete: false, files };
    await folder.writeManifest(manifest);
    return { folder, manifest };
  }

  /** The name, with a number where another model has it. */
  async #free(name: string): Promise<string> {
    const taken = new Set((await this.list()).map((model) => model.name));
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name}-${n}`;
    return free;
  }
}

export function sizeOf(files: Map<string, Blob>): number {
  return [...files.values()].reduce((sum, blob) => sum + blob.size, 0);
}

async function described({ folder, manifest }: Kept): Promise<StoredModel> {
  const { name, added, from, complete, files } = manifest;
  let bytes = 0;
  for (const file of files) bytes += file.bytes ?? (await folder.held(file.name));
  const totals = files.map((file) => file.bytes ?? file.promised);
  const of = totals.includes(null) ? null : totals.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  return { name, bytes, of, added, from, complete };
}
