// The native program.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nativeProgram } from "./paths";

/** A bound for a program that hangs. */
const LIMIT_MS = 240_000;

/** Runs `stillroom` and gives what it prints. */
export function stillroom(args: string[], input = ""): string {
  const program = nativeProgram();
  if (!existsSync(program)) throw new Error(`There is no ${program}: build it with cargo build -p stillroom-cli.`);
  return execFileSync(program, args, { input, encoding: "utf8", timeout: LIMIT_MS, stdio: ["pipe", "pipe", "pipe"] });
}

/** A folder that is gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "stillroom-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
