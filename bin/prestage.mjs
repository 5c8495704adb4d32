#!/usr/bin/env node
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { runMain } from "../scripts/processes.mjs";
import { existsSync } from "node:fs";
import { ensurePackages, findNode, setUp } from "../scripts/setup.mjs";

const args = process.argv.slice(2);
const packages = fileURLToPath(new URL("../node_modules/koffi", import.meta.url));
const onlyAsks = args.length === 0 || args.includes("--help") || args.includes("-h");

await runMain(async () => {
  if (!onlyAsks) await setUp("run");
  else if (!existsSync(packages)) await ensurePackages(); // an answer needs no newer ones
  if (Number.parseInt(process.versions.node, 10) < 24) return inOwnNode();
  const { main } = await import("../electron/engine/cli/main.ts");
  return main(args);
});

/** This file once more, in a Node that reads TypeScript. */
function inOwnNode() {
  const child = spawn(findNode(), [fileURLToPath(import.meta.url), ...args], { stdio: "inherit" });
  // A terminal's Ctrl-C reaches the child by itself; one more would count as a second one.
  process.on("SIGINT", () => void (process.stdin.isTTY || child.kill("SIGINT")));
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP"]))
    process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on("close", (code) => resolve(code ?? 128)));
}
