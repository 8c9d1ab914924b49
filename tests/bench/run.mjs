// `npm run bench`: this project's training step beside jax-js's and TensorFlow.js's, in one headless Chromium.
// Reads the artefacts in web/engine/wasm, so it comes after the build. Slow numbers are no failure.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";
import { artefact, bundleAll } from "./bundle.mjs";
import { CONTENDERS } from "./contenders.mjs";
import { machine } from "./machine.mjs";
import { measure } from "./measure.mjs";
import { readOptions } from "./options.mjs";
import { report } from "./report.mjs";
import { brotliBytes, serve } from "./server.mjs";
import { SHAPES } from "./shapes.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const say = (line) => process.stderr.write(`${line}\n`);

/** A lane whose artefact gives initial weights: they are the same on both. */
function fixtureLane() {
  const lane = ["cpu", "webgpu"].find((name) => artefact(name));
  if (!lane) throw new Error("There is no artefact in web/engine/wasm. Build first: npm run build");
  return lane;
}

function chosen(only) {
  const built = (c) => c.library !== "ours" || artefact(c.lane);
  const asked = CONTENDERS.filter((c) => !only || c.lane === only);
  for (const { id } of asked.filter((c) => !built(c))) say(`${id} is left out: its artefact is not built.`);
  return asked.filter(built);
}

/** A page of its own for each shape: its process has compiled nothing yet. */
async function inPage(browser, origin, work) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(origin);
  await page.waitForFunction("window.bench");
  const value = await work(page);
  await context.close();
  return value;
}

async function run(options, browser, server) {
  const contenders = chosen(options.only);
  const plan = { ...options, fixtureLane: fixtureLane() };
  const environment = await inPage(browser, server.origin, (page) => page.evaluate("bench.environment()"));
  const shapes = [];
  for (const shape of SHAPES) {
    say(shape.name);
    const results = await inPage(browser, server.origin, (page) => measure(page, shape, contenders, plan, say));
    shapes.push({ shape, results });
  }
  const downloads = Object.fromEntries(
    contenders.map(({ id }) => [id, server.files(id).reduce((sum, path) => sum + brotliBytes(path), 0)]),
  );
  return { options, environment, machine: machine(root, browser.version(), environment), shapes, downloads };
}

function write(text, out) {
  process.stdout.write(text);
  if (!out) return;
  const path = resolve(root, out);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  say(`Written to ${path}`);
}

const options = readOptions(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), "stillroom-bench-"));
try {
  await bundleAll(folder);
  const server = await serve(folder);
  const browser = await launch();
  try {
    write(report(await run(options, browser, server)), options.out);
  } finally {
    await browser.close();
    server.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
