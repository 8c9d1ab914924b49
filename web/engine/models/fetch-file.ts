// Fetches one file into a model's folder, going on where an earlier attempt broke off.

import { isPageError, pageError } from "../errors";
import { type KeptFile, type ModelFolder, PIECE_BYTES } from "./folder";
import { isWeights } from "./names";
import { withRoom } from "./store";

const WHOLE = 200;
const PART = 206;
const OUT_OF_RANGE = 416;

export interface Fetching {
  fetch: typeof globalThis.fetch;
  /** Ends the download; what has come stays. */
  signal: AbortSignal;
  /** Hears of every bite. */
  onBytes(file: KeptFile, held: number): void;
  /** Hears when the server has said what it will send, and when all has come. */
  onChange(file: KeptFile): Promise<void>;
}

/** What the server calls this state of a file; without such a word nothing can be continued. */
function validatorOf(response: Response): string | null {
  return response.headers.get("etag") ?? response.headers.get("last-modified");
}

/** Bytes of the whole file; null where the server does not tell, or packs it for the way. */
function promisedBy(response: Response, held: number): number | null {
  const total = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
  if (total) return Number(total);
  const length = response.headers.get("content-length");
  return length === null || response.headers.has("content-encoding") ? null : held + Number(length);
}

/** The first byte of a part, as the server tells it; the one that was asked for where it does not. */
function startOf(response: Response, asked: number): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1] ?? asked);
}

/** Whether the answer goes on with what is here. `If-Range` would ask the server, and other hosts for leave first. */
function continues(response: Response, file: KeptFile, held: number): boolean {
  return response.status === PART && validatorOf(response) === file.validator && startOf(response, held) === held;
}

async function ask(url: string, from: number, { fetch, signal }: Fetching): Promise<Response> {
  const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
  try {
    // The browser's cache would hold a model a second time.
    return await fetch(url, { headers, signal, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" });
  } catch (thrown) {
    throw signal.aborted ? thrown : offline(url, thrown);
  }
}

function offline(url: string, thrown: unknown) {
  return pageError("model_offline", thrown instanceof Error ? thrown.message : String(thrown), url);
}

function refused(url: string, { status, statusText }: Response) {
  const message = `The server answered ${status} ${statusText}`.trim();
  return pageError(status === 404 ? "model_absent" : "model_refused", message, url);
}

/** Writes a file's bytes in pieces, and what is left of the last one whatever happens. */
class Writer {
  #waiting: BlobPart[] = [];
  #size = 0;

  constructor(
    private readonly folder: ModelFolder,
    private readonly name: string,
    private at: number,
  ) {}

  get held(): number {
    return this.at + this.#size;
  }

  async take(bite: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#waiting.push(bite);
    this.#size += bite.byteLength;
    if (this.#size >= PIECE_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#size === 0) return;
    const [piece, at] = [new Blob(this.#waiting), this.at];
    this.at += piece.size;
    [this.#waiting, this.#size] = [[], 0];
    await this.folder.append(this.name, at, piece);
  }
}

async function pour(response: Response, writer: Writer, onHeld: (held: number) => void): Promise<void> {
  const reader = response.body?.getReader();
  try {
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      await writer.take(next.value);
      onHeld(writer.held);
    }
  } finally {
    // What came before a break is not asked for again.
    await writer.flush();
  }
}

/** From where to go on: 0 for the small files, and where the server could have another state by now. */
async function heldOf(folder: ModelFolder, file: KeptFile): Promise<number> {
  if (file.validator !== null && isWeights(file.name)) return folder.held(file.name);
  return 0;
}

/** Asks for what is missing; where it does not fit what is here, for the whole. */
async function request(url: string, folder: ModelFolder, file: KeptFile, how: Fetching) {
  const held = await heldOf(folder, file);
  const response = await ask(url, held, how);
  if (held > 0 && continues(response, file, held)) return { response, held };
  // A server that only refuses for now must not cost what is here.
  if (!response.ok && response.status !== OUT_OF_RANGE) return { response, held };
  await folder.clear(file.name);
  if (held === 0 || response.status === WHOLE) return { response, held: 0 };
  await response.body?.cancel();
  return { response: await ask(url, 0, how), held: 0 };
}

/**
 * Fetches what is missing of a file. False where the server has none of the name.
 *
 * Throws `model_offline` where it broke off, `model_refused` where the server will not give it, `store_full`.
 */
export async function fetchFile(url: string, folder: ModelFolder, file: KeptFile, how: Fetching): Promise<boolean> {
  if (file.bytes !== null) return true;
  const { response, held } = await request(url, folder, file, how);
  if (response.status === 404) return false;
  if (!response.ok) throw refused(url, response);
  const begun = { ...file, promised: promisedBy(response, held), validator: validatorOf(response) };
  await how.onChange(begun);
  const writer = new Writer(folder, file.name, held);
  try {
    await pour(response, writer, (bytes) => how.onBytes(begun, bytes));
  } catch (thrown) {
    throw how.signal.aborted || isPageError(thrown) ? thrown : broken(url, thrown);
  }
  if (begun.promised !== null && writer.held < begun.promised) throw offline(url, "The download broke off.");
  await how.onChange({ ...begun, bytes: writer.held });
  return true;
}

/** A full disk says so; anything else was the way. */
function broken(url: string, thrown: unknown): unknown {
  const told = withRoom(thrown);
  return told === thrown ? offline(url, thrown) : told;
}
