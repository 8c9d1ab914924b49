// One folder for each library: its worker as a static site would serve it, minified, and what it fetches.

import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const TFJS_WASM = join(root, "node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm");

/** The built artefact of a lane, if it is there. */
export function artefact(lane) {
  const folder = join(root, "web/engine/wasm", lane);
  return existsSync(join(folder, "stillroom_wasm_bg.wasm")) ? folder : null;
}

async function bundle(entry, outDir) {
  await build({
    configFile: false,
    root: here,
    base: "./",
    logLevel: "error",
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2022",
      modulePreload: false,
      rolldownOptions: {
        input: join(here, "page", `${entry}.js`),
        output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js", format: "es" },
      },
    },
  });
}

function copyArtefact(lane, outDir) {
  const from = artefact(lane);
  if (!from) return;
  const files = readdirSync(from, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
  for (const { name, parentPath } of files.filter((f) => /\.(js|wasm)$/.test(f.name))) {
    const to = join(outDir, lane, parentPath.slice(from.length));
    mkdirSync(to, { recursive: true });
    copyFileSync(join(parentPath, name), join(to, name));
  }
}

/** Builds everything into `out`: the page, and a folder for each library. */
export async function bundleAll(out) {
  for (const entry of ["page", "jax", "tfjs", "ours"]) await bundle(entry, join(out, entry));
  copyFileSync(TFJS_WASM, join(out, "tfjs", "tfjs-backend-wasm-simd.wasm"));
  for (const lane of ["cpu", "webgpu"]) copyArtefact(lane, join(out, "ours"));
}
