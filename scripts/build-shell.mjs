import { existsSync } from "node:fs";
import { join } from "node:path";
import { root, say } from "./processes.mjs";
import { buildOnce } from "./setup.mjs";

/** Electron's own program, when it is on this computer. Never asks for its download. */
export function electronProgram() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, "node_modules", "electron", "dist");
  const program = join(folder, process.platform === "win32" ? "electron.exe" : "electron");
  return existsSync(program) ? program : null;
}

/** The window's two programs, out/main and out/preload. Nothing is done while their sources are what was built last. */
export async function ensureShell() {
  if (electronProgram() === null) return say("Electron is not on this computer: the window was not built.");
  const sources = [
    "electron/main",
    "electron/preload",
    "shared",
    "vite.shell.config.ts",
    "package-lock.json",
  ];
  for (const name of ["main", "preload"])
    await buildOnce(
      name,
      sources,
      ["vite", "build", "--config", "vite.shell.config.ts", "--mode", name],
      `Building the window (${name}) …`,
    );
}
