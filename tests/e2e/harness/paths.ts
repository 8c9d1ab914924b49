import { homedir } from "node:os";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../../..");
export const DIST = join(ROOT, "dist");
export const PROBE = join(ROOT, "node_modules/.cache/stillroom-probe");

/** The native program, as `cargo test` or `cargo build` leaves it. */
export function nativeProgram(): string {
  const target = process.env.CARGO_TARGET_DIR ?? join(homedir(), ".cache/stillroom/native");
  return process.env.STILLROOM_BIN ?? join(target, "debug/stillroom");
}
