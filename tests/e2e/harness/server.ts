// A static server that is its browser's proxy too: whatever a page or its workers fetch, from wherever, is seen here.

import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type { Duplex } from "node:stream";

const TYPES: Record<string, string> = {
  ".css": "text/css",
  ".csv": "text/csv",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/** Chromium itself asks its maker what kind of form it shows; playwright leaves no room to switch that off. */
const CHROMIUMS_OWN = "CONNECT content-autofill.googleapis.com:443";

export interface Server {
  origin: string;
  /** Every request so far, in full. */
  seen: string[];
  close(): Promise<void>;
}

/** Another host: whether it has answered. */
export type Foreign = (url: URL, request: IncomingMessage, response: ServerResponse) => boolean;

const NOBODY: Foreign = () => false;

/** Serves folders by path prefix: `{ "/sub/path/": dist }`. What is asked of other hosts, `foreign` may answer. */
export async function serve(
  mounts: Record<string, string>,
  headers: Record<string, string> = {},
  foreign = NOBODY,
): Promise<Server> {
  const seen: string[] = [];
  let origin = "";
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? "/", origin);
    seen.push(asked.href);
    if (asked.origin !== origin && foreign(asked, request, response)) return;
    void answer(asked.origin === origin ? fileOf(mounts, asked.pathname) : null, headers, response);
  });
  const refuse = (request: IncomingMessage, socket: Duplex) => {
    const asked = `${request.method} ${request.url}`;
    if (asked !== CHROMIUMS_OWN) seen.push(asked);
    socket.destroy();
  };
  server.on("connect", refuse).on("upgrade", refuse);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, seen, close: () => close(server) };
}

function fileOf(mounts: Record<string, string>, path: string): string | null {
  for (const [prefix, folder] of Object.entries(mounts)) {
    if (!path.startsWith(prefix)) continue;
    const rest = decodeURIComponent(path.slice(prefix.length)) || "index.html";
    return join(folder, normalize(`/${rest}`));
  }
  return null;
}

async function answer(file: string | null, headers: Record<string, string>, response: ServerResponse): Promise<void> {
  try {
    const body = await readFile(file ?? "");
    response.writeHead(200, { "content-type": TYPES[extname(file ?? "")] ?? "text/plain", ...headers }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

function close(server: ReturnType<typeof createServer>): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
