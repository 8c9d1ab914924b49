// A host of models, reached through the page's proxy: one folder as a repository, whose weights can break off midway.

import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";

export const HUB = "http://hub.test";
export const REPOSITORY = `${HUB}/owner/bert`;

export class Hub {
  /** File names that were asked for, with the range if there was one. */
  readonly asked: string[] = [];
  /** Bytes after which the weights stand still, once. */
  stallsAfter: number | null = null;
  #stalled: ServerResponse | null = null;

  constructor(private readonly folder: string) {}

  /** Whether the request was for this host. */
  readonly answer = (url: URL, request: IncomingMessage, response: ServerResponse): boolean => {
    if (url.origin !== HUB) return false;
    const name = url.pathname.replace("/owner/bert/resolve/main/", "");
    const { range } = request.headers;
    this.asked.push(range ? `${name} ${range}` : name);
    this.#send(name, Number(/^bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0), response);
    return true;
  };

  /** Ends what stands still; what the page has not read by then is lost on the way. */
  breakOff(): void {
    this.#stalled?.destroy();
    this.#stalled = null;
  }

  #send(name: string, from: number, response: ServerResponse): void {
    const headers = {
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "etag, content-range",
      etag: `"${name}"`,
    };
    const body = this.#bytes(name);
    if (!body) return void response.writeHead(404, headers).end();
    const part = body.subarray(from);
    const range = from > 0 ? { "content-range": `bytes ${from}-${body.length - 1}/${body.length}` } : {};
    response.writeHead(from > 0 ? 206 : 200, { ...headers, ...range, "content-length": part.length });
    this.#write(name, part, response);
  }

  #write(name: string, part: Buffer, response: ServerResponse): void {
    const limit = this.stallsAfter;
    if (limit === null || !name.endsWith(".safetensors")) return void response.end(part);
    this.stallsAfter = null;
    this.#stalled = response;
    response.write(part.subarray(0, limit));
  }

  #bytes(name: string): Buffer | null {
    try {
      return readFileSync(join(this.folder, name));
    } catch {
      return null;
    }
  }
}
