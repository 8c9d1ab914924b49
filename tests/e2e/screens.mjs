// Takes the README's pictures: `node tests/e2e/screens.mjs` runs the default preset and writes docs/screens/.

import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const arguments_ = [
  join(root, "node_modules/vitest/vitest.mjs"),
  "run",
  "--config",
  "tests/e2e/vitest.config.ts",
  "preset",
];
const env = { ...process.env, SCREENS: join(root, "docs/screens") };
process.exit(spawnSync(process.execPath, arguments_, { cwd: root, env, stdio: "inherit" }).status ?? 1);
