import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import type { LocationInput } from "../../shared/content.ts";
import { catalogue, locations, pulls, served } from "../support/scene-locations.ts";
import { refuse } from "../support/scripted-engine.ts";
import { asked, test } from "./app-test.ts";
import { busyScene, emptyScene, type Scene } from "./scenes.ts";

const answers = {
  contentLocations: () => locations,
  contentCatalogue: () => catalogue,
  contentPulls: () => pulls,
  contentServed: () => served,
};

/** A pull that waits for its hours, and what it has so far. */
function pullScene(): Scene {
  const scene = busyScene();
  const doing = "Waiting until 22:00: North may be used 22:00-06:00 only.";
  const tasks = [{ task: "task-7", kind: "pull" as const, subject: "Kiosk 1.4", doing, cancellable: true }];
  return { ...scene, snapshot: { ...scene.snapshot, tasks } };
}

async function toLocations(page: Page): Promise<void> {
  await page.keyboard.press("Control+3");
  await page.getByRole("button", { name: "Locations…" }).click();
  await page.getByRole("heading", { name: "Content locations", exact: true }).waitFor();
}

test("with no locations the page says what they are for, and what to do first", async ({ page, show }) => {
  await show(emptyScene());
  await toLocations(page);
  await expect(page.getByRole("heading", { name: "No content locations yet" })).toBeVisible();
  await page.getByRole("button", { name: "Add location…" }).click();
  await expect(page.getByRole("dialog", { name: "Add a content location" })).toBeVisible();
});

test("each location shows how it was found, in words", async ({ page, show }) => {
  await show(pullScene(), answers);
  await toLocations(page);
  const row = (name: string) =>
    page.getByRole("row").filter({ has: page.getByRole("cell", { name, exact: true }) });
  await expect(row("North").first()).toContainText("Answers3 items by its index.");
  await expect(row("North").first()).toContainText("22:00-06:00at most 20 MB/s");
  await expect(row("Share").first()).toContainText("No index");
  await expect(row("South").first()).toContainText("has expired");
  await expect(row("West")).toContainText("Off");
  await expect(row("East")).toContainText("Not asked yet");
});

test("a content is got with one button, and what is here or coming has none", async ({ page, show }) => {
  const { engine } = await show(pullScene(), answers);
  await toLocations(page);
  await page.getByRole("button", { name: "Get Field laptop 24H2 3.3" }).click();
  await asked(engine, "pullContent").toEqual([{ content: "a1".repeat(32), location: null }]);
  await expect(page.getByText("In the library")).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Get Kiosk 1.4" })).toBeDisabled();
  await expect(page.getByText("Waiting until 22:00: North may be used 22:00-06:00 only.")).toBeVisible();
});

test("the catalogue is asked for a site, with or without its child sites", async ({ page, show }) => {
  const { engine } = await show(busyScene(), answers);
  await toLocations(page);
  await page.getByRole("button", { name: "N01", exact: true }).click();
  const last = () => engine.inputsOf("contentCatalogue").at(-1);
  await expect.poll(last).toEqual({ site: "N01", childSites: true, fresh: false });
  await page.getByRole("checkbox", { name: "Show child sites" }).uncheck();
  await expect.poll(last).toEqual({ site: "N01", childSites: false, fresh: false });
  await page.getByRole("button", { name: "Ask again" }).click();
  await asked(engine, "contentCatalogue").toContainEqual({ site: "N01", childSites: false, fresh: true });
});

test("what stopped says why, goes on, or is thrown away", async ({ page, show }) => {
  const { engine } = await show(busyScene(), answers);
  await toLocations(page);
  await expect(page.getByText("Cancelled. What has come is kept.")).toBeVisible();
  await expect(page.getByText("North has sent nothing for 30 s.")).toBeVisible();
  await page.getByRole("button", { name: "Go on with Depot tablet 2.0" }).click();
  await asked(engine, "pullContent").toEqual([{ content: "e5".repeat(32), location: null }]);
  await page.getByRole("button", { name: "Discard what has come of Shop till 7" }).click();
  await asked(engine, "discardPull").toEqual([{ content: "f6".repeat(32) }]);
});

test("a location is added by keyboard alone, and what is wrong is told at its field", async ({
  page,
  show,
}) => {
  const { engine } = await show(emptyScene(), { saveContentLocation: () => ({ id: "north" }) });
  await toLocations(page);
  await page.getByRole("button", { name: "Add location…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toContainText("Give the location a name.");
  await expect(dialog).toContainText("A site is letters, digits, spaces, . _ and -.");
  await expect(dialog).toContainText("Give the folder or the address.");
  expect(engine.inputsOf("saveContentLocation")).toEqual([]);
  await dialog.getByLabel("Name").fill("North");
  await dialog.getByLabel("Site", { exact: true }).fill("N01");
  await dialog.getByLabel("Belongs to site").fill("CAS");
  await dialog.getByLabel("Address").fill("https://north.example/content/");
  await dialog.getByLabel("Token").fill("t0ken");
  await dialog.getByLabel("At most, per second").fill("fast");
  await dialog.getByLabel("Hours").fill("night");
  await dialog.getByRole("button", { name: "Save" }).focus();
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toContainText("Write it like 20M or 500k.");
  await expect(dialog).toContainText("Write hours like 22:00-06:00; several with commas.");
  await dialog.getByLabel("At most, per second").fill("20M");
  await dialog.getByLabel("Hours").fill("22:00-06:00");
  await dialog.getByRole("button", { name: "Save" }).focus();
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toBeHidden();
  const location: Partial<LocationInput> = {
    name: "North",
    site: "N01",
    parentSite: "CAS",
    kind: "http",
    address: "https://north.example/content/",
    token: "t0ken",
    nearness: 100,
    bytesPerSecond: 20_000_000,
    hours: "22:00-06:00",
    caFile: null,
    fingerprint: null,
    enabled: true,
  };
  await asked(engine, "saveContentLocation").toEqual([{ location }]);
});

test("a changed location keeps its token unless it is to be forgotten; a refusal stays in the dialog", async ({
  page,
  show,
}) => {
  const words = "There is a location “North” already. Give another name.";
  const { engine } = await show(busyScene(), { ...answers, saveContentLocation: refuse("bad-input", words) });
  await toLocations(page);
  await page.getByRole("button", { name: "Change North" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText(words);
  const [sent] = engine.inputsOf("saveContentLocation") as { location: LocationInput }[];
  expect(sent?.location).toMatchObject({ id: "north", bytesPerSecond: 20_000_000 });
  expect(sent?.location.token).toBeUndefined();
  await page.getByRole("checkbox", { name: "Forget the token" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect
    .poll(() => engine.inputsOf("saveContentLocation").at(-1))
    .toMatchObject({ location: { token: null } });
});

test("a location is removed after it was asked", async ({ page, show }) => {
  const { engine } = await show(busyScene(), answers);
  await toLocations(page);
  await page.getByRole("button", { name: "Remove South" }).click();
  await expect(page.getByRole("dialog", { name: "Remove South?" })).toBeVisible();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await asked(engine, "removeContentLocation").toEqual([{ id: "south" }]);
});

const AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
for (const theme of ["dark", "light"] as const)
  test(`WCAG 2.2 AA holds on the locations and their dialog in the ${theme} theme`, async ({
    page,
    show,
  }) => {
    await page.addInitScript((chosen) => localStorage.setItem("prestage-theme", chosen), theme);
    await show(pullScene(), answers);
    await toLocations(page);
    await page.getByText("Cancelled. What has come is kept.").waitFor();
    const problems = async () =>
      (await new AxeBuilder({ page }).withTags(AA).analyze()).violations.map(({ id, nodes }) => ({
        id,
        at: nodes.map(({ html }) => html.slice(0, 160)),
      }));
    expect(await problems()).toEqual([]);
    await page.getByRole("button", { name: "Change North" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    expect(await problems()).toEqual([]);
  });
