import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { versions, versionsSnapshot } from "../support/scene-versions.ts";
import { test } from "./app-test.ts";

const damaged = (checkedAt: string) =>
  versionsSnapshot().media.map((one) =>
    one.id === versions.current.id
      ? { ...one, state: "bad" as const, problem: "Its SHA-256 is another.", checkedAt }
      : one,
  );
const scene = () => ({ snapshot: versionsSnapshot(), progress: [] });

test("a medium that a check finds damaged is told on every screen, until it is read", async ({
  page,
  show,
}) => {
  const { engine } = await show(scene());
  await expect(page.getByRole("alert")).toHaveCount(0);
  engine.publish({ type: "media", media: damaged("2026-11-26T03:00:00Z") });
  const banner = page.getByRole("alert");
  await expect(banner).toContainText(
    "Field laptop 24H2 3.10 was found damagedIts SHA-256 is another. It is not staged any more.",
  );
  await banner.getByRole("button", { name: "Show it" }).click();
  await expect(page.getByRole("complementary").getByRole("heading", { level: 2 })).toHaveText(
    "Field laptop 24H2 · 3.10",
  );
  await banner.getByRole("button", { name: "Dismiss" }).click();
  await expect(banner).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("navigation")).toBeVisible();
  await expect(banner).toHaveCount(0);
  engine.publish({ type: "media", media: damaged("2026-12-26T03:00:00Z") });
  await expect(banner).toHaveCount(1); // found again, it is told again
});

for (const theme of ["dark", "light"] as const)
  test(`WCAG 2.2 AA holds with that banner in the ${theme} theme`, async ({ page, show }) => {
    await page.addInitScript((chosen) => localStorage.setItem("prestage-theme", chosen), theme);
    await show({ snapshot: { ...versionsSnapshot(), media: damaged("2026-11-26T03:00:00Z") }, progress: [] });
    await page.getByText("was found damaged").waitFor();
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    expect(
      violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html.slice(0, 160)) })),
    ).toEqual([]);
  });
