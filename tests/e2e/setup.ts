// Builds, once for all tests, what a visitor gets, and the probe: a page that asks an artefact directly.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./harness/paths";

/** In a process of its own: the test runner's environment would make it a development build. */
function viteBuild(config: string): void {
  const vite = join(ROOT, "node_modules/vite/bin/vite.js");
  const { VITEST: _, VITEST_MODE: __, ...env } = process.env;
  execFileSync(process.execPath, [vite, "build", "--config", config, "--logLevel", "warn"], {
    cwd: ROOT,
    env: { ...env, NODE_ENV: "production" },
    stdio: "inherit",
  });
}

export default function setup(): void {
  viteBuild("vite.config.ts");
  viteBuild("tests/e2e/probe/vite.config.ts");
}
