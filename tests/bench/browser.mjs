// Headless Chromium with a WebGPU adapter on any machine.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const FLAGS = [
  // Containers have no user namespaces for Chromium's sandbox; only this folder's own pages are opened.
  "--no-sandbox",
  // Linux builds still keep WebGPU behind this.
  "--enable-unsafe-webgpu",
  // No GPU is assumed: SwiftShader, Chromium's own, is the same adapter on every machine.
  "--use-webgpu-adapter=swiftshader",
  // Dawn reaches SwiftShader through Vulkan.
  "--enable-features=Vulkan",
  // A step on a busy machine can keep SwiftShader so long that Chromium would take its process for hung and end it.
  "--disable-gpu-watchdog",
  // The rest keeps the browser from doing anything of its own while steps are timed.
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Debian's Chromium, or the one that `CHROMIUM` names. */
function executable() {
  const path = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (existsSync(path)) return path;
  throw new Error(`There is no Chromium at ${path}. Install it, or set CHROMIUM to its path.`);
}

export function launch() {
  return chromium.launch({ executablePath: executable(), args: FLAGS });
}
