// Where and with what it was measured.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";

const LIBRARIES = [
  "@jax-js/jax",
  "@tensorflow/tfjs-core",
  "@tensorflow/tfjs-backend-wasm",
  "@tensorflow/tfjs-backend-webgpu",
];

function packageVersion(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
}

function git(root, ...args) {
  try {
    return execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

/** The commit, and whether product files differ from it. */
function commit(root) {
  const hash = git(root, "rev-parse", "--short", "HEAD");
  const changed = git(root, "status", "--porcelain", "--", "crates", "web", "Cargo.lock") !== "";
  return hash && `${hash}${changed ? " with changes" : ""}`;
}

/** Rows of the report's first table: what and its value. */
export function machine(root, browserVersion, environment) {
  const adapter = environment.adapter ?? "none";
  return [
    ["Date", new Date().toISOString().slice(0, 10)],
    ["Processor", `${os.cpus()[0]?.model ?? "unknown"}, ${os.cpus().length} cores`],
    ["Memory", `${(os.totalmem() / 2 ** 30).toFixed(1)} GiB`],
    ["System", `${os.type()} ${os.arch()}`],
    ["Chromium", browserVersion],
    ["WebGPU adapter", environment.software ? `${adapter}, a software one: its times are not a GPU's` : adapter],
    ["Stillroom", [packageVersion(root), commit(root)].filter(Boolean).join(", ")],
    ...LIBRARIES.map((name) => [name, packageVersion(join(root, "node_modules", name))]),
  ];
}
