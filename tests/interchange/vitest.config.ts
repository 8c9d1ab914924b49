import { defineConfig } from "vitest/config";

// Other programs read what the native tests left: these run after them, and need no browser.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    // A bound for what hangs, not a measure.
    testTimeout: 300_000,
  },
});
