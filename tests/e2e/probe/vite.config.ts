import { resolve } from "node:path";
import { defineConfig } from "vite";

// The probe is built as the page is, with the same artefacts and the same guard.
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  build: {
    outDir: resolve(import.meta.dirname, "../../../node_modules/.cache/stillroom-probe"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
  },
  worker: { format: "es", rolldownOptions: { output: { codeSplitting: false } } },
});
