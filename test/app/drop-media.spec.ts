import { expect, type Page } from "@playwright/test";
import { asked, test } from "./app-test.ts";
import { emptyScene } from "./scenes.ts";

/** What the browser tells the page while files are dragged over it, and when they are dropped. */
async function drag(page: Page, what: "dragover" | "drop", name: string): Promise<void> {
  await page.evaluate(
    ([type, fileName]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["a few bytes"], fileName));
      window.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    },
    [what, name] as const,
  );
}

test("a .wim that is dragged over the window is told to be dropped, and is sent to the engine", async ({
  page,
  show,
}) => {
  await show(emptyScene());
  await drag(page, "dragover", "field.wim");
  await expect(page.getByText("Drop it to import it")).toBeVisible();
  const sent = page.waitForRequest((request) => request.method() === "PUT");
  await drag(page, "drop", "Field laptop.wim");
  expect(new URL((await sent).url()).search).toBe("?name=Field%20laptop.wim");
  await expect(page.getByText("Drop it to import it")).toBeHidden();
  await expect(page.getByRole("heading", { name: "Media", exact: true })).toBeVisible();
});

test("in the station's own window it is imported by its path", async ({ page, show }) => {
  const { engine } = await show(emptyScene());
  await page.evaluate(() => Object.assign(window, { prestage: { pathOf: () => "/media/usb/a.wim" } }));
  await drag(page, "drop", "a.wim");
  await asked(engine, "importMedia").toEqual([{ path: "/media/usb/a.wim" }]);
});

test("other files are refused in words", async ({ page, show }) => {
  const { engine } = await show(emptyScene());
  for (const [name, words] of [
    ["part2.swm", "It is one part of a split set."],
    ["install.esd", "An .esd is an OS image"],
    ["windows.iso", "It is a disc or disk image."],
    ["notes.txt", "It is no .wim file."],
  ] as const) {
    await drag(page, "drop", name);
    await expect(page.getByRole("alert").filter({ hasText: name })).toContainText(words);
  }
  expect(engine.inputsOf("importMedia")).toEqual([]);
});
