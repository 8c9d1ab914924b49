// The door to every npm command. Needs Node alone: finds Rust, keeps Cargo's folders outside the checkout, builds
// crates/xtask (seconds) and hands over to it.

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { homedir, platform } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const NODE = [20, 19];
const RUST = [1, 95];
const root = resolve(fileURLToPath(import.meta.url), "../../..");

function fail(what, hint) {
  console.error(`stillroom: ${what}\n           ${hint}`);
  process.exit(1);
}

/** The first two numbers of a version. */
function version(text) {
  return (/(\d+)\.(\d+)/.exec(text) ?? [0, 0, 0]).slice(1, 3).map(Number);
}

function older([major, minor], [leastMajor, leastMinor]) {
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

function cacheFolder(env) {
  if (env.STILLROOM_CACHE) return resolve(env.STILLROOM_CACHE);
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, "stillroom");
  return platform() === "darwin" ? join(homedir(), "Library/Caches/stillroom") : join(homedir(), ".cache/stillroom");
}

/** rustup's folder comes first: on Debian a shell that is not a login shell may lack it. */
function environment() {
  const cargoHome = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "bin");
  const known = existsSync(cargoHome) ? `${cargoHome}${delimiter}` : "";
  const env = { ...process.env, PATH: `${known}${process.env.PATH ?? ""}` };
  const cache = cacheFolder(env);
  return {
    ...env,
    STILLROOM_CACHE: cache,
    CARGO_TARGET_DIR: join(cache, "native"),
    npm_config_cache: join(cache, "npm"),
  };
}

function checkTools(env) {
  if (platform() === "win32") fail("Windows is not supported.", "Use the Windows Subsystem for Linux.");
  if (older(version(process.versions.node), NODE))
    fail(`Node ${process.versions.node} is too old.`, `Install Node ${NODE.join(".")} or newer: https://nodejs.org`);
  const rustc = spawnSync("rustc", ["--version"], { env, encoding: "utf8", cwd: root });
  if (rustc.error || rustc.status !== 0)
    fail("Rust was not found.", `Install Rust ${RUST.join(".")} or newer: https://rustup.rs`);
  if (older(version(rustc.stdout), RUST))
    fail(`${rustc.stdout.trim()} is too old.`, `Run \`rustup update\`; Rust ${RUST.join(".")} or newer is needed.`);
  if (spawnSync("cc", ["--version"], { env }).error)
    fail(
      "There is no C compiler, which Rust links with.",
      "apt-get install build-essential, or xcode-select --install",
    );
}

/**
 * Has a target folder of its own: Cargo locks such a folder, and no command should wait for a long build. Each checkout
 * has its own, too: Cargo takes one checkout's helper for another's (see claim.rs).
 */
function buildHelper(env) {
  const checkout = createHash("sha256").update(root).digest("hex").slice(0, 8);
  const target = join(env.STILLROOM_CACHE, "xtask", checkout);
  const helper = join(target, "debug/xtask");
  if (!existsSync(helper)) console.log("Building the helper that does the rest (seconds).");
  const options = { env: { ...env, CARGO_TARGET_DIR: target }, cwd: root, stdio: "inherit" };
  const built = spawnSync("cargo", ["build", "--quiet", "--locked", "--package", "xtask"], options);
  if (built.status !== 0) process.exit(built.status ?? 1);
  return helper;
}

const env = environment();
checkTools(env);
const helper = spawn(buildHelper(env), process.argv.slice(2), { env, cwd: root, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => helper.kill(signal));
helper.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
