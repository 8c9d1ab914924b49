// The files of `tests/hostile`, and what each door of the page says of them. The native tests write the latter.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ErrorCode } from "../../../web/engine/generated/spec";
import { ROOT } from "./paths";
import type { Tab, Upload } from "./tab";

/** A text, bytes or a number, `times` over. */
interface Part {
  text?: string;
  hex?: string;
  u32?: number;
  u64?: string;
  times?: number;
}

export interface Refusal {
  code: ErrorCode;
  file: string;
  line: number | null;
  column: number | null;
}

export type Outcome = "accepted" | Refusal;

/** Doors that take any file. */
export type Door = "table" | "text" | "recipe";

function read<T>(name: string): T {
  return JSON.parse(readFileSync(join(ROOT, "tests/hostile", name), "utf8"));
}

function once({ text, hex, u32, u64 }: Part): Buffer {
  if (text !== undefined) return Buffer.from(text);
  if (hex !== undefined) return Buffer.from(hex, "hex");
  const number = Buffer.alloc(u32 === undefined ? 8 : 4);
  if (u32 === undefined) number.writeBigUInt64LE(BigInt(u64 ?? 0));
  else number.writeUInt32LE(u32);
  return number;
}

function bytes(parts: Part[]): Buffer {
  return Buffer.concat(parts.flatMap((part) => Array<Buffer>(part.times ?? 1).fill(once(part))));
}

const FILES = read<Record<string, { parts: Part[] }>>("files.json");
const EXPECTED = read<Record<string, Record<Door, Outcome>>>("expected.json");

interface HostileFile {
  name: string;
  expected: Outcome;
  upload: () => Upload;
}

/** Every file with what is expected at a door. */
export function hostileFiles(door: Door): HostileFile[] {
  return Object.entries(FILES).map(([name, { parts }]) => {
    const expected = EXPECTED[name]?.[door];
    if (!expected) throw new Error(`tests/hostile/expected.json says nothing of ${name}.`);
    return { name, expected, upload: () => ({ name, content: bytes(parts) }) };
  });
}

/** Whether the page takes a dropped file for a model. */
export const isModel = ({ name }: { name: string }) => /\.(gguf|safetensors)$/.test(name);

/** Drops files onto the page, as a hand does. */
export async function drop({ page }: Tab, ...uploads: Upload[]): Promise<void> {
  const given = uploads.map(({ name, content }) => ({ name, base64: Buffer.from(content).toString("base64") }));
  const dataTransfer = await page.evaluateHandle((files) => {
    const carried = new DataTransfer();
    for (const { name, base64 } of files) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      carried.items.add(new File([bytes], name));
    }
    return carried;
  }, given);
  await page.dispatchEvent("main", "drop", { dataTransfer });
}

/** Does something that is either read or refused, and waits for that. */
export async function answered(tab: Tab, act: () => Promise<void>): Promise<void> {
  const before = [await tab.count("data"), await tab.count("refused")] as const;
  await act();
  await tab.page.waitForFunction(
    ([data, refused]) => window.spy.data.length > data || window.spy.refused.length > refused,
    before,
  );
}
