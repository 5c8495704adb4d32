import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureDebianPackages } from "./debian-packages.mjs";
import { outsidePath, ownPath, root, run, runAlone, say, Stop, tail } from "./processes.mjs";

const NODE_MAJOR = 24;

/**
 * Everything that has to be there before the station can run or be tested. Costs a few milliseconds when all is there.
 * @param {"run" | "test"} purpose
 * @returns {Promise<string>} the Node to run TypeScript with
 */
export async function setUp(purpose) {
  await ensurePackages();
  const node = findNode();
  await ensureDebianPackages(purpose);
  return node;
}

/** For sh, while nobody else can: $0 is the note, $1 what it says when npm has done the rest. */
const INSTALL =
  'note=$0; says=$1; shift; [ "$(cat "$note" 2>/dev/null)" = "$says" ] || { npm "$@" && echo "$says" > "$note"; }';

/** npm packages, exactly as locked. Nothing is done while the lock file is the one that was installed last. */
export async function ensurePackages() {
  const note = join(root, "node_modules", ".prestage-lock");
  const wanted = sha256(readFileSync(join(root, "package-lock.json")));
  const installed = () => existsSync(note) && readFileSync(note, "utf8").trim() === wanted;
  if (installed()) return;
  say("Installing npm packages (about a minute, once) …");
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const command = ["sh", "-c", INSTALL, note, wanted, ...args];
  const waiting = () => say("Another start is installing them already; waiting for it …");
  for (;;) {
    const npm = await runAlone(join(root, "out", "npm.lock"), command, {
      env: { PATH: outsidePath() },
      waiting,
    });
    if (installed()) return npm ? say(`Installed in ${Math.round(npm.seconds)} s.`) : undefined;
    if (npm) throw new Stop(`${tail(npm.output)}\n\nThe npm packages could not be installed.`);
  }
}

/**
 * The Node that runs the engine: the project's own on Linux x64, elsewhere this one when it is new enough.
 * @throws {Stop} when there is none
 */
export function findNode() {
  const own = join(root, "node_modules", ".bin", "node");
  if (process.platform === "linux" && process.arch === "x64" && existsSync(own)) return own;
  if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) return process.execPath;
  throw new Stop(
    `Prestage needs Node ${NODE_MAJOR} or newer; this is ${process.version} on ${process.platform} ${process.arch}, ` +
      `and the project brings its own only for Linux x64. Install Node ${NODE_MAJOR}, then start again.`,
    3,
  );
}

/** The screens, built into out/renderer. Nothing is done while their sources are what was built last. */
export async function ensureRenderer() {
  const sources = ["renderer", "shared", "resources", "vite.config.ts", "package-lock.json"];
  await buildOnce("renderer", sources, ["vite", "build"], "Building the screens …");
}

/**
 * @param {string} name what is built; its stamp is out/NAME.stamp
 * @param {readonly string[]} sources files and folders whose content decides
 * @param {readonly string[]} command a program of the project's and its arguments
 * @param {string} words
 */
export async function buildOnce(name, sources, command, words) {
  const stamp = join(root, "out", `${name}.stamp`);
  const wanted = hashOf(sources);
  const built = existsSync(join(root, "out", name)) && existsSync(stamp);
  if (built && readFileSync(stamp, "utf8").trim() === wanted) return;
  say(words);
  const [program = "", ...args] = command;
  const build = await run(join(root, "node_modules", ".bin", program), args, { env: { PATH: ownPath() } });
  if (build.code !== 0) throw new Stop(`${tail(build.output)}\n\n${name} could not be built.`);
  mkdirSync(join(root, "out"), { recursive: true });
  writeFileSync(stamp, `${wanted}\n`);
  say(`Built in ${build.seconds.toFixed(1)} s.`);
}

/** @param {readonly string[]} sources */
export function hashOf(sources) {
  const hash = createHash("sha256");
  for (const path of sources.flatMap(filesUnder).sort()) {
    hash.update(`${path}\0`);
    hash.update(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesUnder(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  const names = readdirSync(full).filter((name) => !name.endsWith(".tsbuildinfo"));
  return names.flatMap((name) => filesUnder(join(path, name)));
}

/** @param {Uint8Array} bytes */
function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
