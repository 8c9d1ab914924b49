import { defineConfig } from "vitest/config";

// A static folder that works from any sub-path. Each worker is one file, so that it can be held in memory and
// started again without a request (web/engine/spawn.ts).
export default defineConfig({
  root: "web",
  base: "./",
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: {
    format: "es",
    rolldownOptions: { output: { codeSplitting: false } },
  },
  server: { fs: { allow: [".."] } },
  test: { include: ["**/*.test.ts"], css: true },
});
