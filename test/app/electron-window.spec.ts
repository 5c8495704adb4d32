import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, expect, test } from "@playwright/test";
import { electronProgram, ensureShell } from "../../scripts/build-shell.mjs";
import { ensureRenderer } from "../../scripts/setup.mjs";
import { prestage } from "../support/prestage.ts";

const root = join(import.meta.dirname, "..", "..");
const program = electronProgram();
const display = process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"];

test.describe("the station's own window", () => {
  test.skip(program === null, "Electron's program is not on this computer");
  test.skip(display === undefined, "there is no display to open a window on");

  const home = mkdtempSync(join(tmpdir(), "prestage-window-"));
  test.afterAll(async () => {
    await prestage(home, "stop", "--cancel");
    rmSync(home, { recursive: true, force: true });
  });

  test("it shows the bench through the port, and closing it leaves the engine running", async () => {
    test.setTimeout(120_000);
    await ensureRenderer();
    await ensureShell();
    await prestage(home, "serve", "--detach", "--bays", "4", "--bay-size", "600M");
    const app = await _electron.launch({
      ...(program !== null && { executablePath: program }),
      args: [root, "--home", home, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
    });
    const page = await app.firstWindow();
    await expect(page.getByRole("navigation")).toBeVisible();
    expect(new URL(page.url()).protocol).toBe("prestage:");
    await app.close();
    const { code, stdout } = await prestage(home, "drives", "--json");
    expect([code, (JSON.parse(stdout) as { bays: unknown[] }).bays.length]).toEqual([0, 4]);
  });
});
