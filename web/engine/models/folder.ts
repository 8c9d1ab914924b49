// One model's folder in the page's private files. A file lies there in pieces, each written at one go: what has come
// of a download outlives a reload, which a single growing file would not (its bytes count once it is closed).

/** Bytes of a piece: what a reload in the midst of a download can lose. */
export const PIECE_BYTES = 8 << 20;

const MANIFEST = "model.json";
/** Between a file's name and where its piece begins; encoded names have none. */
const MARK = "@";

/** A file of the model. */
export interface KeptFile {
  name: string;
  /** How many bytes it has; null until the last has come. */
  bytes: number | null;
  /** How many the server promised, if it did. */
  promised: number | null;
  /** What the server calls this state of the file: another one must not be continued. */
  validator: string | null;
}

/** What the folder is about. */
export interface Manifest {
  version: 1;
  name: string;
  /** The address that it came from; null for files of the user's own. */
  from: string | null;
  /** When it was begun, in milliseconds since 1970. */
  added: number;
  /** Whether every file is here. */
  complete: boolean;
  files: KeptFile[];
}

function isManifest(value: unknown): value is Manifest {
  return typeof value === "object" && value !== null && "version" in value && value.version === 1 && "files" in value;
}

export class ModelFolder {
  constructor(private readonly handle: FileSystemDirectoryHandle) {}

  /** Null where there is none, or none that can be read. */
  async manifest(): Promise<Manifest | null> {
    try {
      const file = await (await this.handle.getFileHandle(MANIFEST)).getFile();
      const read: unknown = JSON.parse(await file.text());
      return isManifest(read) ? read : null;
    } catch {
      return null;
    }
  }

  writeManifest(manifest: Manifest): Promise<void> {
    return this.#write(MANIFEST, new Blob([JSON.stringify(manifest)]));
  }

  /** The file's pieces that follow on each other from its beginning. */
  async #pieces(name: string): Promise<File[]> {
    const found = await this.#startsOf(name);
    const pieces: File[] = [];
    for (let at = 0; found.has(at); at += pieces.at(-1)?.size ?? 0) {
      const piece = await (await this.handle.getFileHandle(found.get(at) ?? "")).getFile();
      if (piece.size === 0) break;
      pieces.push(piece);
    }
    return pieces;
  }

  /** Names of pieces by where they begin. */
  async #startsOf(name: string): Promise<Map<number, string>> {
    const prefix = encodeURIComponent(name) + MARK;
    const found = new Map<number, string>();
    for await (const key of this.handle.keys()) {
      if (key.startsWith(prefix)) found.set(Number(key.slice(prefix.length)), key);
    }
    return found;
  }

  /** How many bytes of a file are here, from its beginning. */
  async held(name: string): Promise<number> {
    return (await this.#pieces(name)).reduce((sum, piece) => sum + piece.size, 0);
  }

  /** The file as one; nothing is copied. */
  async blob(name: string): Promise<Blob> {
    return new Blob(await this.#pieces(name));
  }

  /** Writes what begins at a byte of the file. */
  append(name: string, at: number, piece: Blob): Promise<void> {
    return this.#write(encodeURIComponent(name) + MARK + at, piece);
  }

  async clear(name: string): Promise<void> {
    for (const key of (await this.#startsOf(name)).values()) await this.handle.removeEntry(key);
  }

  async #write(key: string, content: Blob): Promise<void> {
    const file = await this.handle.getFileHandle(key, { create: true });
    const writable = await file.createWritable();
    try {
      await writable.write(content);
      await writable.close();
    } catch (thrown) {
      // Left open it would keep its place, and the file its lock.
      await writable.abort().catch(() => {});
      throw thrown;
    }
  }
}
