import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureShell, electronProgram } from "./build-shell.mjs";
import { root, run, runMain, say, Stop } from "./processes.mjs";
import { ensureRenderer, setUp } from "./setup.mjs";

const usage = `Usage: npm start -- [flags]

Sets up what is missing, starts the engine in the station's folder when none runs there, and opens the station.

  --bench training|real  training bays (files, the default), or this computer's drives
  --home DIR             the station's folder; else PRESTAGE_HOME, else ~/.local/share/prestage
  --bays N               how many training bays (default: 8)
  --bay-size SIZE        how large a new training drive is, like 8G (default: 8G)
  --bay-sector 512|4096  logical sector of new training drives (default: 512)
  --allow-loop           count loop devices as drives of the real bench
  --usb-limit N|none     how many drives at once behind one USB root hub (default: 10)
  --stall-seconds N      fail a drive after so long without progress (default: 180)
  --fail-outliers        fail a drive that is far slower than its like, instead of marking it
  --proofs N             how many boot proofs at once (default: 1, in training 2)
  --content              let other stations have this one's library, read-only, behind a token
  --content-port N       with --content: at this port (default: 7780)
  --content-host ADDRESS with --content: at this address, 0.0.0.0 for all (default: 127.0.0.1)
  --content-site CODE    with --content: the site that this station belongs to
  --content-parent-site CODE
                         with --content: the site above that one
  --tls-cert FILE.pem    with --content: over TLS, with this certificate
  --tls-key FILE.pem     with --tls-cert: its private key
  --port N               answer browsers of this computer on this port (default: any free one)
  --browser              open a browser even where Electron is there
  --no-open              open nothing, only print the address
`;

const flags = /** @type {const} */ ({
  bench: { type: "string" },
  home: { type: "string" },
  bays: { type: "string" },
  "bay-size": { type: "string" },
  "bay-sector": { type: "string" },
  "allow-loop": { type: "boolean" },
  "usb-limit": { type: "string" },
  "stall-seconds": { type: "string" },
  "fail-outliers": { type: "boolean" },
  proofs: { type: "string" },
  content: { type: "boolean" },
  "content-port": { type: "string" },
  "content-host": { type: "string" },
  "content-site": { type: "string" },
  "content-parent-site": { type: "string" },
  "tls-cert": { type: "string" },
  "tls-key": { type: "string" },
  port: { type: "string" },
  browser: { type: "boolean" },
  "no-open": { type: "boolean" },
  help: { type: "boolean" },
});
/** What only this script understands; all else is for the engine. */
const ownFlags = ["browser", "no-open", "help"];

async function main() {
  const given = readFlags();
  if (given.help) return void process.stdout.write(usage);
  const node = await setUp("run");
  await ensureRenderer();
  const electron = given.browser || given["no-open"] ? null : electronProgram();
  if (electron) await ensureShell();
  const engine = await serveDetached(node, given, electron === null);
  open(engine, electron, given);
  tellHowItEnds(given.home);
  await whileRunning(engine.pid);
}

function readFlags() {
  try {
    return parseArgs({ options: flags, strict: true }).values;
  } catch (thrown) {
    throw new Stop(`${thrown instanceof Error ? thrown.message : String(thrown)}\n\n${usage}`, 2);
  }
}

/**
 * @param {string} node
 * @param {ReturnType<typeof readFlags>} given
 * @param {boolean} forBrowser a browser needs a port; the window does not
 * @returns {Promise<{ pid: number, url: string | null, started: boolean }>}
 */
async function serveDetached(node, given, forBrowser) {
  const args = ["serve", "--detach", "--json"];
  for (const [flag, value] of Object.entries(given)) {
    if (ownFlags.includes(flag)) continue;
    args.push(`--${flag}`, ...(typeof value === "string" ? [value] : []));
  }
  if (given.port === undefined && forBrowser) args.push("--port", "0");
  const served = await run(node, [join(root, "bin", "prestage.mjs"), ...args]);
  const answer = lastJson(served.output);
  if (served.code === 0 && answer?.ready) return answer;
  const { what, message, todo } = answer?.fault ?? {};
  const words = message ? [what, message, todo].filter(Boolean).join("\n") : (answer?.usage ?? served.output);
  throw new Stop(words, served.code || 4);
}

/** @param {string} output */
function lastJson(output) {
  const lines = output.split("\n").filter((line) => line.startsWith("{"));
  try {
    return JSON.parse(lines.at(-1) ?? "null");
  } catch {
    return null; // the CLI itself fell over: what it printed is told instead
  }
}

/**
 * @param {{ url: string | null, started: boolean }} engine
 * @param {string | null} electron
 * @param {ReturnType<typeof readFlags>} given
 */
function open({ url, started }, electron, given) {
  say(started ? "The engine has started." : "The engine was running already.");
  if (electron) {
    const home = given.home === undefined ? [] : ["--home", given.home];
    spawn(electron, [root, ...home], { detached: true, stdio: "ignore" }).unref();
    return;
  }
  if (url === null)
    throw new Stop(
      "It runs without a port for browsers. End it with `npm run -s prestage -- stop`, then start again.",
      4,
    );
  say(`The station: ${url}`);
  const display = process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!display || given["no-open"]) return;
  const browser = spawn("xdg-open", [url], { detached: true, stdio: "ignore" });
  browser.on("error", () => say("No browser could be opened; open the address yourself."));
  browser.unref();
}

/** @param {string | undefined} home */
function tellHowItEnds(home) {
  const where = home === undefined ? "" : ` --home ${home}`;
  say(`The station runs; Ctrl-C closes this window only, drives go on.`);
  say(`Stop it with: npm run -s prestage -- stop${where}`);
}

/**
 * Until the engine has ended, or this terminal's person has seen enough.
 * @param {number} pid
 */
async function whileRunning(pid) {
  const left = new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => resolve("left"));
  });
  while (isThere(pid)) {
    const tick = new Promise((resolve) => setTimeout(resolve, 500, "tick"));
    if ((await Promise.race([left, tick])) === "left") return say("\nThe engine goes on.");
  }
  say("The engine has stopped.");
}

/** @param {number} pid */
function isThere(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code === "EPERM";
  }
}

await runMain(main);
