import { join } from "node:path";
import { parseArgs } from "node:util";
import { app, dialog, Menu, protocol } from "electron";
import { bridge } from "./bridge.ts";
import { reachEngine } from "./engine-link.ts";
import { serveHatch } from "./hatch.ts";
import { answerScreens, SCHEME } from "./screens.ts";
import { openWindow } from "./window.ts";

/** The shell: one window onto the engine of one home. Closing it stops nothing. */

const { values } = parseArgs({ options: { home: { type: "string" } }, strict: false });
const home = typeof values.home === "string" ? values.home : undefined;

protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
// One window for each home, and each keeps its place in its own.
if (home !== undefined) app.setPath("userData", join(home, "window"));
if (app.requestSingleInstanceLock()) void app.whenReady().then(open);
else app.quit();

async function open(): Promise<void> {
  Menu.setApplicationMenu(null); // the keys belong to the screens
  const folder = app.getAppPath();
  const reached = await reachEngine(folder, home);
  if ("problem" in reached) {
    dialog.showErrorBox("The station cannot start", reached.problem);
    return app.quit();
  }
  protocol.handle(SCHEME, ({ url }) => answerScreens(join(folder, "out", "renderer"), url));
  const preload = join(folder, "out", "preload", "index.cjs");
  const window = openWindow(preload, join(app.getPath("userData"), "window.json"));
  serveHatch(window, (port) => bridge(reached.socket, port));
  app.on("second-instance", () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on("window-all-closed", () => app.quit());
}
