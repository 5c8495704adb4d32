import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";
import type { MediaEntry, MediaEvent } from "../../shared/media-history.ts";
import { units, counts, versions, versionsSnapshot } from "../support/scene-versions.ts";
import { refuse } from "../support/scripted-engine.ts";
import { asked, test } from "./app-test.ts";

const scene = () => ({ snapshot: versionsSnapshot(), progress: [] });
const answers = { mediaCounts: () => counts, mediaUnits: () => units };

test("versions of a medium stand together, newest first, with the units that carry them", async ({
  page,
  show,
}) => {
  await show(scene(), answers);
  await page.keyboard.press("Control+3");
  const rows = page.getByRole("main").getByRole("row");
  await expect(rows).toContainText([
    /UseStateSignatureUnitsStale/,
    /Field laptop 24H23\.11.*Newer.*0/,
    /Field laptop 24H23\.10.*Current.*1204318/,
    /Field laptop 24H23\.9.*Older.*316/,
    /Field laptop 24H23\.8.*Retired.*2/,
    /Kiosk1\.0.*Current.*00/,
  ]);
});

test("a version is made current, retired and reinstated, and what is current now is told", async ({
  page,
  show,
}) => {
  const told = (standings: object) => () =>
    Object.entries(standings).map(([version, standing]) => ({
      media: version,
      name: "Field laptop",
      version,
      standing,
    }));
  const { engine } = await show(scene(), {
    ...answers,
    makeCurrent: told({ "3.10": "older", "3.9": "current" }),
    retireMedia: told({ "3.9": "retired" }),
    reinstateMedia: refuse("media-missing", "It was deleted meanwhile."),
  });
  await page.keyboard.press("Control+3");
  const detail = page.getByRole("complementary");
  const choose = (version: string) => page.getByRole("row", { name: version }).getByRole("button").click();
  await choose("3.10");
  await expect(detail).toContainText("It is the version to stage.");
  await expect(detail.getByRole("button", { name: "Make current" })).toHaveCount(0);
  await choose("3.9");
  await expect(detail).toContainText("A newer version is current. It may still be staged.");
  await detail.getByRole("button", { name: "Make current" }).click();
  await expect(page.getByText("Field laptop 3.9 is current now")).toBeVisible();
  await detail.getByRole("button", { name: "Retire" }).focus();
  await page.keyboard.press("Control+Enter"); // the way of the keyboard
  await expect(page.getByText("No version of Field laptop is current now")).toBeVisible();
  await choose("3.8");
  await detail.getByRole("button", { name: "Reinstate" }).click();
  await expect(page.getByText("It was deleted meanwhile.")).toBeVisible();
  expect(
    ["makeCurrent", "retireMedia", "reinstateMedia"].map((name) => engine.inputsOf(name as "makeCurrent")),
  ).toEqual([
    [{ media: versions.older.id }],
    [{ media: versions.older.id }],
    [{ media: versions.retired.id }],
  ]);
});

test("the units of a medium are listed with what they carry, and lead to their records", async ({
  page,
  show,
}) => {
  await show(scene(), { ...answers, batchUnits: () => units.units });
  await page.keyboard.press("Control+3");
  await page.getByRole("row", { name: "3.10" }).getByRole("button").click();
  await page.getByRole("tab", { name: "Units" }).click();
  const panel = page.getByRole("tabpanel");
  await expect(panel).toContainText(
    "1522 units carry a version of it. 318 are stale: they carry an older version than 3.10. The newest 4 are shown.",
  );
  await expect(panel.getByRole("row")).toContainText([
    /Unit/,
    /3\.10 Current/,
    /3\.9 Stale/,
    /3\.9 Stale/,
    /3\.8 Retired, stale/,
  ]);
  await panel.getByRole("button", { name: "Record of FL-0023844" }).click();
  await expect(page.getByRole("dialog")).toContainText("FL-0023844");
});

test("that no unit carries it is said", async ({ page, show }) => {
  await show(scene());
  await page.keyboard.press("Control+3");
  await page.getByRole("tab", { name: "Units" }).click();
  await expect(page.getByRole("tabpanel")).toContainText("no unit carries a version of it");
});

test("a bay says when its drive carries an older version, and by what it is known", async ({
  page,
  show,
}) => {
  const { engine } = await show(scene());
  const bay = (n: number) => page.locator(`[data-bay="${n}"]`);
  await expect(bay(1)).toContainText("carries Field laptop 24H2 · 3.10");
  await expect(bay(2)).toContainText("carries Field laptop 24H2 · 3.9, current is 3.10");
  await expect(bay(3)).toContainText("staged here with Field laptop 24H2 · 3.9, current is 3.10");
  await expect(bay(4)).toContainText("scan the unit"); // its unit comes first
  await bay(2).click();
  await expect(page.getByRole("complementary")).toContainText(
    "Carries Field laptop 24H2 · 3.9, current is 3.10.",
  );
  const media = engine
    .snapshot()
    .media.map((one) =>
      one.id === versions.older.id
        ? { ...one, standing: "current" as const }
        : one.id === versions.current.id
          ? { ...one, standing: "retired" as const }
          : one,
    );
  engine.publish({ type: "media", media });
  await expect(bay(1)).toContainText("carries Field laptop 24H2 · 3.10, which is retired");
  await expect(bay(2)).not.toContainText("current is");
});

test("a start offers what is current first, the others with a word, and what is retired not at all", async ({
  page,
  show,
}) => {
  await show(scene());
  await page.keyboard.press("F2");
  const choice = page.getByLabel("Media", { exact: true });
  await expect(choice.getByRole("option")).toHaveText([
    "Field laptop 24H2 · 3.10",
    "Kiosk · 1.0",
    "Field laptop 24H2 · 3.11 (Newer)",
    "Field laptop 24H2 · 3.9 (Older)",
  ]);
  await choice.selectOption({ label: "Field laptop 24H2 · 3.9 (Older)" });
  await expect(page.getByRole("dialog")).toContainText("It is older than the current version, 3.10.");
});

test("what became of a medium is told, and of all versions of its name when asked", async ({
  page,
  show,
}) => {
  const entry = (
    n: number,
    { id, version, sha256 }: typeof versions.older,
    event: MediaEvent,
  ): MediaEntry => ({
    n,
    at: `2026-11-${10 + n}T09:00:00Z`,
    media: id,
    name: "Field laptop 24H2",
    version,
    sha256,
    event,
  });
  await show(scene(), {
    ...answers,
    mediaHistory: () => [
      entry(6, versions.older, { type: "deleted" }),
      entry(5, versions.current, { type: "checked", problem: "Its SHA-256 is another." }),
      entry(4, versions.current, { type: "made-current", chosen: true }),
      entry(3, versions.older, { type: "retired" }),
      entry(2, versions.current, {
        type: "pulled",
        source: "North (https://north.example/)",
        signer: "Image team",
        fingerprint: "ab",
      }),
    ],
  });
  await page.keyboard.press("Control+3");
  await page.getByRole("row", { name: "3.10" }).getByRole("button").click();
  await page.getByRole("tab", { name: "History" }).click();
  const rows = page.getByRole("tabpanel").getByRole("row");
  await expect(rows).toHaveText([
    "WhenWhat",
    /Nov 15.*Checked: bad\. Its SHA-256 is another$/,
    /Nov 14.*Made the current version$/,
    /Nov 12.*Brought from North \(https:\/\/north\.example\/\), signed by Image team$/,
  ]);
  await page.getByLabel("Of all versions of Field laptop 24H2").check();
  await expect(rows).toHaveText([
    "WhenVersionWhat",
    /3\.9Deleted$/,
    /3\.10Checked: bad/,
    /3\.10Made the current version$/,
    /3\.9Retired$/,
    /3\.10Brought from/,
  ]);
});

test("before a medium is deleted, what depends on it is told", async ({ page, show }) => {
  const master = { label: "OSDisk", volumeBytes: 240e9, takenBytes: 11.4e9 };
  const { engine } = await show(scene(), {
    ...answers,
    mediaDependents: () => ({
      units: 316,
      masters: [master, { ...master, takenBytes: 0.6e9 }],
      drafts: ["Field laptop 24H2 3.12"],
      running: [{ bay: 2, unitSerial: "FL-0023851" }],
    }),
    deleteMedia: refuse("media-in-use", "“Field laptop 24H2” is being staged in bay 2."),
  });
  await page.keyboard.press("Control+3");
  await page.getByRole("row", { name: "3.10" }).getByRole("button").click();
  await page.getByRole("button", { name: "Delete…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Field laptop 24H2 3.10?" });
  await expect(dialog.getByRole("listitem")).toHaveText([
    "It is being staged in bay 02, unit FL-0023851.",
    "It is the current version of its name.",
    "By the records 316 units carry it. They keep their records.",
    "2 masters go with it, which take 12 GB of the station’s disk.",
    "The medium that is being made takes an image from it: Field laptop 24H2 3.12.",
  ]);
  await expect(dialog).toContainText("It cannot go before that has ended.");
  await dialog.getByRole("button", { name: "Delete the medium" }).click();
  await expect(dialog.getByRole("alert")).toContainText("is being staged in bay 2");
  await asked(engine, "mediaDependents").toEqual([{ media: versions.current.id }]);
});

test("an import may leave the present version current", async ({ page, show }) => {
  const { engine } = await show(scene());
  await page.keyboard.press("Control+3");
  await page.getByRole("button", { name: "Import…" }).click();
  await page.getByLabel("Path of the .wim file").fill("/media/usb/a.wim");
  await page.getByLabel("Keep the present version current").check();
  await page.getByRole("dialog").getByRole("button", { name: "Import" }).click();
  await asked(engine, "importMedia").toEqual([{ path: "/media/usb/a.wim", keepCurrent: true }]);
});

for (const theme of ["dark", "light"] as const)
  test(`WCAG 2.2 AA holds for versions and units in the ${theme} theme`, async ({ page, show }) => {
    await page.addInitScript((chosen) => localStorage.setItem("prestage-theme", chosen), theme);
    await show(scene(), answers);
    await page.keyboard.press("Control+3");
    await page.getByRole("row", { name: "3.8" }).getByRole("button").click();
    await page.getByRole("tab", { name: "Units" }).click();
    await page.getByRole("tabpanel").getByText("1522 units").waitFor();
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    expect(
      violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html.slice(0, 160)) })),
    ).toEqual([]);
  });
