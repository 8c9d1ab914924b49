import { defineConfig } from "vitest/config";

// One browser at a time: the tests also watch whether the page stutters, and two cores are soon taken.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    globalSetup: process.env.NOBUILD ? [] : ["./setup.ts"],
    fileParallelism: false,
    // A bound for what hangs, not a measure: a busy machine may take many times what an idle one does.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
