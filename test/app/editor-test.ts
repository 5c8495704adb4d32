import { expect, type Page } from "@playwright/test";
import { bench, editorScene, laptops } from "../support/editor-scene.ts";
import type { test } from "./app-test.ts";

type Show = Parameters<Parameters<typeof test>[2]>[0]["show"];

export const files = [
  { name: "Laptops", text: laptops },
  { name: "Own bench", text: bench },
];

/** A station with two sequences, and the editor on one of them. */
export async function edit(page: Page, show: Show, name = "Laptops", answers: object = {}) {
  const made = await editorScene(files);
  const { engine } = await show(made.scene, { ...made.answers, ...answers });
  made.tell(engine);
  await open(page, name);
  return { ...made, scripted: engine };
}

export async function open(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+4");
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await page.getByRole("button", { name: /^Edit/ }).click();
  await page.getByRole("tree").waitFor();
}

export const names = (page: Page) => page.getByRole("treeitem").locator("b");
export const line = (page: Page, name: string) =>
  page.getByRole("treeitem", { name: new RegExp(`^${name}`) });

/** Saves by keyboard, and waits until the editor goes on from that version. */
export async function save(page: Page, version: number): Promise<void> {
  await page.keyboard.press("Control+s");
  await page.getByRole("button", { name: `Save version ${version}` }).click();
  await expect(page.getByText(`From version ${version} · Saved`)).toBeVisible();
}

/** The draft that the engine has, when the editor says that it has it. */
export async function waitForDraft(
  page: Page,
  engine: Awaited<ReturnType<typeof editorScene>>["engine"],
  sequence: string,
) {
  await expect(page.getByText(/Draft kept/)).toBeVisible();
  return [(await engine.sequenceDraft({ sequence })).draft];
}
