// A file far larger than a run may read is streamed, sampled, and said to be.

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { blockingOf, describe, LONG_TASK_MS } from "./harness/blocking";
import { inFolder } from "./harness/cli";
import { toyRows } from "./harness/rows";
import { Bench } from "./harness/tab";

const BYTES = 100_000_000;
/** The default recipe's limit. */
const MOST_ROWS = 20_000;

let bench: Bench;

beforeAll(async () => {
  bench = await Bench.open();
});

afterAll(() => bench?.close());

/** Writes about `BYTES` bytes of rows that differ by their number, and says how many. */
async function writeLarge(path: string): Promise<number> {
  const some = toyRows(3000);
  const file = createWriteStream(path);
  const head = "text,label\n";
  file.write(head);
  let [rows, bytes] = [0, head.length];
  while (bytes < BYTES) {
    const block = some.map(({ text, label }) => `${text} ${rows++},${label}\n`).join("");
    bytes += block.length;
    if (!file.write(block)) await once(file, "drain");
  }
  file.end();
  await finished(file);
  return rows;
}

it("reads 100 MB without blocking the page, and says what it drew", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "large.csv");
    const rows = await writeLarge(path);
    const tab = await bench.tab();
    const looks = await tab.notes("looks");
    const blocking = await blockingOf(tab, async () => {
      await tab.get("file-input").setInputFiles(path);
      await tab.looked(looks);
      await tab.get("sampled").waitFor({ timeout: 240_000 });
    });
    const found = (await tab.notes("data")).at(-1);
    expect(found?.cleaning).toMatchObject({ read: rows, unsampled: rows - MOST_ROWS });
    expect(found?.source.bytes).toBeGreaterThan(BYTES);
    const said = (await tab.text("sampled")).replaceAll(",", "");
    expect(said).toContain(String(MOST_ROWS));
    expect(said).toContain(String(rows - MOST_ROWS));
    console.info(`${rows} rows;`, describe(blocking));
    expect(blocking.work).toBeLessThanOrEqual(LONG_TASK_MS);
  });
});
