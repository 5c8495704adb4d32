import { readFileSync, writeFileSync } from "node:fs";
import { BrowserWindow, type Rectangle } from "electron";
import { ADDRESS } from "./screens.ts";

interface Place extends Partial<Rectangle> {
  maximized: boolean;
}

const FIRST: Place = { width: 1440, height: 900, maximized: true };

/**
 * Opens the station's window where it was when it was closed last. The page in it can do what a page can: no Node, no
 * new windows, no other address.
 * @param placeFile where the window's place is kept
 */
export function openWindow(preload: string, placeFile: string): BrowserWindow {
  const { maximized, ...bounds } = readPlace(placeFile);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 960,
    minHeight: 600,
    show: false,
    backgroundColor: "#101214",
    autoHideMenuBar: true,
    title: "Prestage",
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (maximized) window.maximize();
  window.once("ready-to-show", () => window.show());
  window.on("close", () => keepPlace(placeFile, window));
  window.webContents.setWindowOpenHandler(() => ({ action: "deny" }));
  window.webContents.on("will-navigate", (event) => event.preventDefault());
  window.webContents.session.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(permission === "clipboard-sanitized-write" || permission === "fullscreen"),
  );
  void window.loadURL(ADDRESS);
  return window;
}

function readPlace(file: string): Place {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as unknown;
    return isPlace(kept) ? kept : FIRST;
  } catch {
    return FIRST; // the first time, or a file cut short
  }
}

function isPlace(kept: unknown): kept is Place {
  if (typeof kept !== "object" || kept === null) return false;
  const { maximized, ...bounds } = kept as Record<string, unknown>;
  const numbers = ["x", "y", "width", "height"].map((name) => bounds[name]);
  return typeof maximized === "boolean" && numbers.every((number) => Number.isInteger(number));
}

function keepPlace(file: string, window: BrowserWindow): void {
  const place: Place = { ...window.getNormalBounds(), maximized: window.isMaximized() };
  try {
    writeFileSync(file, JSON.stringify(place));
  } catch {
    // where the window stood is not worth a word
  }
}
