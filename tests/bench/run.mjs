// `npm run bench`: this project's training step beside jax-js's and TensorFlow.js's, in one headless Chromium.
// Reads the artefacts in web/engine/wasm, so it comes after the build. Slow numbers are no failure.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";
import { artefact, bundleAll } from "./bundle.mjs";
import { CONTENDERS, LANES } from "./contenders.mjs";
import { measureOverheads } from "./language.mjs";
import { machine } from "./machine.mjs";
import { measure } from "./measure.mjs";
import { readOptions } from "./options.mjs";
import { report } from "./report.mjs";
import { brotliBytes, serve } from "./server.mjs";
import { measureShaders } from "./shaders.mjs";
import { SHAPES } from "./shapes.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
/** Progress, with the minutes since the start. */
function say(line) {
  process.stderr.write(`${(performance.now() / 60_000).toFixed(1).padStart(5)} min  ${line}\n`);
}

/** A lane whose artefact gives initial weights: they are the same on both. */
function fixtureLane() {
  const lane = ["cpu", "webgpu"].find((name) => artefact(name));
  if (!lane) throw new Error("There is no artefact in web/engine/wasm. Build first: npm run build");
  return lane;
}

/** Contenders of a lane; without its artefact, ours is left out. */
function contendersOf(lane) {
  const built = (c) => c.library !== "ours" || artefact(lane);
  return CONTENDERS.filter((c) => c.lane === lane && built(c));
}

/** Work in a page of its own, whose process has compiled nothing yet. */
async function inPage(browser, origin, work) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(origin);
    await page.waitForFunction("window.bench");
    return await work(page);
  } finally {
    await context.close();
  }
}

/** Every lane and shape, one after the other. */
async function measureAll(options, browser, origin) {
  const measured = [];
  for (const lane of options.lanes) {
    const plan = { ...options.plans[lane], fixtureLane: fixtureLane() };
    for (const shape of SHAPES) {
      say(`${LANES[lane]}, ${shape.name}`);
      const results = await inPage(browser, origin, (page) => measure(page, shape, contendersOf(lane), plan, say));
      measured.push({ lane, shape, plan, results });
    }
  }
  return measured;
}

/** The distillation overheads of every lane that is built. A GPU played by the processor would take an hour for them. */
async function measureLanguage(options, { software }, browser, origin) {
  const overheads = [];
  const isQuick = (lane) => lane === "cpu" || !software;
  for (const lane of options.lanes.filter((name) => artefact(name) && isQuick(name))) {
    const plan = { quick: options.quick, repetitions: 3 };
    say(`${LANES[lane]}, language models`);
    overheads.push(...(await measureOverheads(lane, plan, (work) => inPage(browser, origin, work), say)));
  }
  return overheads;
}

async function run(options, browser, server) {
  const environment = await inPage(browser, server.origin, (page) => page.evaluate("bench.environment()"));
  const measured = await measureAll(options, browser, server.origin);
  const wantsShaders = options.lanes.includes("webgpu") && artefact("webgpu");
  const shaders = wantsShaders ? await measureShaders((work) => inPage(browser, server.origin, work)) : [];
  const overheads = await measureLanguage(options, environment, browser, server.origin);
  const download = (id) => server.files(id).reduce((sum, path) => sum + brotliBytes(path), 0);
  const downloads = Object.fromEntries(CONTENDERS.map(({ id }) => [id, download(id)]));
  return {
    options,
    environment,
    machine: machine(root, browser.version(), environment),
    measured,
    shaders,
    overheads,
    downloads,
  };
}

function write(text, out) {
  process.stdout.write(text);
  if (!out) return;
  const path = resolve(root, out);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  say(`Written to ${path}`);
}

async function main() {
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
}

main().catch((error) => {
  say(error.message);
  process.exitCode = 1;
});
