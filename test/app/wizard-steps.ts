import { expect, type Page } from "@playwright/test";

/** How a person walks through the Create Media wizard. */

export const field = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });
export const next = (page: Page) => page.getByRole("button", { name: "Next", exact: true }).click();
export const pageList = (page: Page) => page.getByRole("navigation", { name: "Pages" });
export const title = (page: Page) => page.getByRole("heading", { level: 2 });

export async function open(page: Page): Promise<void> {
  await page.getByRole("navigation").first().waitFor();
  await page.keyboard.press("Control+3");
  await page.getByRole("button", { name: "Create…" }).click();
}

export async function fillPath(page: Page, name: string, path: string): Promise<void> {
  await field(page, name).fill(path);
  await field(page, name).blur();
}

/** From the first page to the summary. */
export async function fillIn(page: Page): Promise<void> {
  await next(page);
  await field(page, "Name").fill("Field laptop");
  await field(page, "Version").fill("3.3");
  await next(page);
  await page.getByLabel("Protect the variables with a password").check();
  await page.getByLabel("Password", { exact: true }).fill("secret-one");
  await page.getByLabel("Password again", { exact: true }).fill("secret-one");
  await next(page);
  await fillPath(page, "File of the boot image", "/images/boot.wim");
  await expect(page.getByRole("radio", { name: "Image 1, Microsoft Windows PE (x64)" })).toBeChecked();
  await next(page);
  await fillPath(page, "File of the OS image", "/images/install.wim");
  await page.getByRole("radio", { name: "Image 2, Windows 11 Pro" }).check();
  await next(page);
  await expect(page.getByText("There is nothing to choose here")).toBeVisible();
  await next(page);
  await field(page, "Paste NAME=VALUE lines").fill("SMSTSMP=http://mp\nPIN=secret-two");
  await page.getByRole("button", { name: "Add these" }).click();
  await page.getByLabel("Hide variable 2").check();
  await next(page);
}
