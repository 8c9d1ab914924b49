// A static server that remembers what each contender fetched.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync } from "node:zlib";

const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };
const PAGE = '<!doctype html><title>bench</title><script type="module" src="/page/page/page.js"></script>';

/**
 * `/<contender>/<library>/<file>` is the library's file, fetched for that contender. No header isolates the page
 * from other origins, so there is no shared memory and every library stays on one thread.
 */
export async function serve(folder) {
  /** @type {Map<string, Set<string>>} */
  const fetched = new Map();
  const server = createServer((request, response) => {
    const [, contender, ...rest] = decodeURI(new URL(request.url, "http://localhost").pathname).split("/");
    if (!contender) return response.setHeader("content-type", "text/html").end(PAGE);
    const path = join(folder, normalize(`/${rest.join("/")}`));
    try {
      const body = readFileSync(path);
      if (!fetched.has(contender)) fetched.set(contender, new Set());
      fetched.get(contender).add(path);
      response.setHeader("content-type", TYPES[extname(path)] ?? "application/octet-stream").end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    files: (contender) => [...(fetched.get(contender) ?? [])],
    close: () => server.close(),
  };
}

const sizes = new Map();

/** Bytes of a file after brotli at its best, as a static host would send it. */
export function brotliBytes(path) {
  if (!sizes.has(path)) sizes.set(path, brotliCompressSync(readFileSync(path)).length);
  return sizes.get(path);
}
