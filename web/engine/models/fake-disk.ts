// The origin's private files without a browser, for tests. Like a browser's, what is written counts once it is closed.

import type { Disk } from "./store";

function gone(name: string): DOMException {
  return new DOMException(`${name} is not there.`, "NotFoundError");
}

class FakeFile {
  readonly kind = "file";
  content = new Blob([]);

  constructor(
    readonly name: string,
    private readonly disk: FakeDisk,
  ) {}

  async getFile(): Promise<File> {
    return new File([this.content], this.name);
  }

  async createWritable() {
    const written: Blob[] = [];
    return {
      write: async (part: Blob) => {
        this.disk.claim(part.size);
        written.push(part);
      },
      close: async () => {
        this.content = new Blob(written);
      },
      abort: async () => {},
    };
  }
}

class FakeFolder {
  readonly kind = "directory";
  readonly entries = new Map<string, FakeFile | FakeFolder>();

  constructor(
    readonly name: string,
    private readonly disk: FakeDisk,
  ) {}

  async getFileHandle(name: string, options: { create?: boolean } = {}): Promise<FakeFile> {
    const known = this.entries.get(name);
    if (known instanceof FakeFile) return known;
    if (!options.create) throw gone(name);
    const made = new FakeFile(name, this.disk);
    this.entries.set(name, made);
    return made;
  }

  async getDirectoryHandle(name: string, options: { create?: boolean } = {}): Promise<FakeFolder> {
    const known = this.entries.get(name);
    if (known instanceof FakeFolder) return known;
    if (!options.create) throw gone(name);
    const made = new FakeFolder(name, this.disk);
    this.entries.set(name, made);
    return made;
  }

  async removeEntry(name: string): Promise<void> {
    if (!this.entries.delete(name)) throw gone(name);
  }

  async *keys(): AsyncGenerator<string> {
    yield* [...this.entries.keys()];
  }
}

export class FakeDisk implements Disk {
  readonly #root = new FakeFolder("", this);
  asked = 0;

  /** `room` is how many bytes may be written. */
  constructor(private room = Number.POSITIVE_INFINITY) {}

  claim(bytes: number): void {
    if (bytes > this.room) throw new DOMException("No room.", "QuotaExceededError");
    this.room -= bytes;
  }

  async root(): Promise<FileSystemDirectoryHandle> {
    return this.#root as unknown as FileSystemDirectoryHandle;
  }

  async estimate() {
    return { usage: 1_000, quota: 2_000 };
  }

  async persist(): Promise<boolean> {
    this.asked++;
    return true;
  }
}
