import { expect, test as base, type Page } from "@playwright/test";
import type { CommandName } from "../../shared/contract.ts";
import { scriptEngine, type ScriptedEngine } from "../support/scripted-engine.ts";
import { openStation, type ScriptedStation } from "../support/scripted-station.ts";
import type { Scene } from "./scenes.ts";

/** What a test may open: a scene, with answers of its own where it needs them. */
export interface Opened {
  engine: ScriptedEngine;
  station: ScriptedStation;
}

type Show = (scene: Scene, answers?: Parameters<typeof scriptEngine>[1]) => Promise<Opened>;

/** Playwright's test with `show`: a page on a scripted station that shows the scene. */
export const test = base.extend<{ show: Show }>({
  show: async ({ page }, use) => {
    const opened: Opened[] = [];
    await use(async (scene, answers) => {
      const one = await openScene(page, scene, answers);
      opened.push(one);
      return one;
    });
    for (const { station } of opened) await station.close();
  },
});

/** Opens the page on a station of its own that shows the scene. */
export async function openScene(
  page: Page,
  scene: Scene,
  answers?: Parameters<typeof scriptEngine>[1],
): Promise<Opened> {
  const engine = scriptEngine(scene.snapshot, answers);
  const station = await openStation(engine);
  await page.goto(station.url);
  await page.getByRole("navigation").waitFor();
  engine.frame({ jobs: scene.progress });
  return { engine, station };
}

/**
 * What the page asked of the engine with a command, in order: waited for, because a command is on its way when the click
 * that sent it has returned.
 */
export function asked(engine: ScriptedEngine, command: CommandName) {
  return expect.poll(() => engine.inputsOf(command), { message: `what was asked with ${command}` });
}

/** Types as a keyboard-wedge scanner does: fast, with Enter at the end. */
export async function scan(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}
