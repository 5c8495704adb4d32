import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import type { FoundDrivers } from "../../shared/boot-drivers.ts";
import { createAnswers } from "../support/scene-create.ts";
import { foundDrivers, modelAnswers, models } from "../support/scene-models.ts";
import { refuse } from "../support/scripted-engine.ts";
import { asked, test } from "./app-test.ts";
import { busyScene, emptyScene, readyScene } from "./scenes.ts";
import { field, fillPath, next, open } from "./wizard-steps.ts";

const toModels = async (page: Page) => {
  await page.keyboard.press("Control+6");
  await page.getByRole("heading", { name: "Target models", exact: true, level: 1 }).waitFor();
};
const toDrivers = async (page: Page) => {
  await page.keyboard.press("Control+3");
  await page.getByRole("tab", { name: "Drivers" }).click();
};

test("with no models the page says what they are for, and leads to the first", async ({ page, show }) => {
  await show(emptyScene());
  await toModels(page);
  await expect(page.getByRole("heading", { name: "No target models yet" })).toBeVisible();
  await page.getByRole("button", { name: "Add model…" }).click();
  await expect(page.getByRole("dialog", { name: "Add a target model" })).toBeVisible();
});

test("a model shows which media reach its disk and network, why not, and what to do", async ({
  page,
  show,
}) => {
  const { engine } = await show(busyScene(), modelAnswers);
  await toModels(page);
  await page.getByRole("button", { name: "HP EliteBook 840 G11" }).click();
  const detail = page.getByRole("complementary");
  await expect(detail.getByRole("row", { name: /Field laptop 24H2 · 3\.2/ })).toContainText("No No");
  await expect(detail).toContainText(
    "iastorvd.inf knows it, but its program iastorvd.sys is not in the image.",
  );
  await expect(detail).toContainText("Configuration Manager");
  await detail.getByRole("button", { name: "Look into it: Kiosk · 1.0" }).click();
  await asked(engine, "bootDrivers").toEqual([
    { of: { media: "5f0c7f5e-9f38-4d7a-8a90-3b5a7f1d2c11" }, look: "missing" },
  ]);
});

test("devices are pasted, said what they are, and saved; lines that are none stay in view", async ({
  page,
  show,
}) => {
  const { engine } = await show(emptyScene(), {
    ...modelAnswers,
    models: () => [],
    saveModel: ({ model }) => ({ ...model, id: "new", changedAt: "2026-11-24T08:00:00Z" }),
  });
  await toModels(page);
  await page.getByRole("button", { name: "Add model…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toContainText("Give the model a name.");
  await expect(dialog).toContainText("Paste at least one device.");
  await dialog.getByLabel("Name").fill("Precision 3630");
  await dialog
    .getByLabel("Devices", { exact: true })
    .fill("PCI\\VEN_8086&DEV_15BB\nsomething blue\nVEN_8086&DEV_A352\n8086:3ec2");
  await expect(dialog).toContainText("3 devices found");
  await expect(dialog.getByRole("region", { name: "1 line could not be used" })).toContainText(
    "Line 2 There is no hardware id in it, like PCI\\VEN_8086&DEV_15BB or 8086:15bb. something blue",
  );
  await dialog.getByLabel("What PCI\\VEN_8086&DEV_15BB is").selectOption("network");
  await dialog.getByLabel("What PCI\\VEN_8086&DEV_A352 is").selectOption("disk");
  await dialog.getByRole("button", { name: "Take PCI\\VEN_8086&DEV_3EC2 out" }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await asked(engine, "saveModel").toMatchObject([
    {
      model: {
        name: "Precision 3630",
        firmware: "uefi",
        devices: [
          { kind: "network", hardwareIds: ["PCI\\VEN_8086&DEV_15BB"] },
          { kind: "disk", hardwareIds: ["PCI\\VEN_8086&DEV_A352"] },
        ],
      },
    },
  ]);
});

test("half an id that was there while someone typed is no device afterwards", async ({ page, show }) => {
  await show(emptyScene(), modelAnswers);
  await toModels(page);
  await page.getByRole("button", { name: "Add model…" }).click();
  const text = page.getByRole("dialog").getByLabel("Devices", { exact: true });
  await text.fill("PCI\\VEN_8086&DEV_15");
  await expect(page.getByRole("dialog")).toContainText("It has 1 device.");
  await text.fill("PCI\\VEN_8086&DEV_15BB");
  await expect(page.getByLabel("What PCI\\VEN_8086&DEV_15BB is")).toBeVisible();
  await expect(page.getByRole("dialog")).toContainText("It has 1 device.");
});

test("a file that PowerShell wrote in UTF-16 is read", async ({ page, show }) => {
  await show(emptyScene(), modelAnswers);
  await toModels(page);
  await page.getByRole("button", { name: "Add model…" }).click();
  const listed = JSON.stringify([
    { FriendlyName: "LAN", Class: "Net", InstanceId: "PCI\\VEN_8086&DEV_15BB\\3&1" },
  ]);
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "From a file…" }).click();
  await (
    await chooser
  ).setFiles({
    name: "devices.json",
    mimeType: "application/json",
    buffer: Buffer.from(`\uFEFF${listed}`, "utf16le"),
  });
  await expect(page.getByRole("dialog")).toContainText("1 device found");
  await expect(page.getByLabel("What LAN is")).toHaveValue("network");
});

test("a scanner types an id into the list, one a line", async ({ page, show }) => {
  await show(emptyScene(), modelAnswers);
  await toModels(page);
  await page.getByRole("button", { name: "Add model…" }).click();
  await page.getByRole("dialog").getByLabel("Devices", { exact: true }).focus();
  for (const id of ["VEN_8086&DEV_15BB", "VEN_8086&DEV_A352"]) {
    await page.keyboard.type(id);
    await page.keyboard.press("Enter");
  }
  await expect(page.getByRole("dialog")).toContainText("2 devices found");
});

test("a model that was deleted comes back with one button, and a refusal is told", async ({ page, show }) => {
  const { engine } = await show(emptyScene(), { ...modelAnswers, saveModel: ({ model }) => model });
  await toModels(page);
  await page.getByRole("button", { name: "Dell Precision 3630" }).click();
  await page.getByRole("button", { name: "Delete" }).focus();
  await page.keyboard.press("Control+Enter"); // the way of the keyboard
  await page.getByRole("button", { name: "Undo" }).click();
  const { changedAt: _, ...model } = models[1] ?? { changedAt: "" };
  await asked(engine, "saveModel").toEqual([{ model }]);
  await asked(engine, "removeModel").toEqual([{ id: "precision" }]);
});

test("a name that is taken is told in the dialog", async ({ page, show }) => {
  await show(emptyScene(), {
    ...modelAnswers,
    saveModel: refuse("bad-input", "There is a model “Dell Precision 3630” already. Give another name."),
  });
  await toModels(page);
  await page.getByRole("button", { name: "Edit…" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toContainText("There is a model “Dell Precision 3630” already.");
});

test("a medium's drivers are listed, filtered by an id, and opened to their ids", async ({ page, show }) => {
  await show(busyScene(), modelAnswers);
  await toDrivers(page);
  const detail = page.getByRole("complementary");
  await expect(detail).toContainText("Microsoft Windows PE (amd64), 10.0.26100.1, for x64");
  await expect(detail).toContainText("6 drivers for disks and networks, of 512 in the image.");
  await expect(detail.getByRole("row", { name: /Dell Latitude 5430/ })).toContainText("In part Yes");
  await expect(detail.getByRole("row", { name: /Shop till/ })).toContainText("No No");
  await expect(detail.getByRole("row", { name: /Lenovo ThinkPad T14/ })).toContainText("Yes Not known");
  await detail.getByLabel("Filter").fill("ven_8086&dev_1a42");
  await expect(detail).toContainText("1 of 6 drivers");
  await detail.getByRole("button", { name: /e1d\.inf/ }).click();
  const ids = detail.getByRole("list", { name: "Ids of e1d.inf" });
  await expect(ids.getByRole("listitem")).toHaveCount(1);
  await detail.getByLabel("Filter").fill("blue");
  await expect(detail).toContainText("No driver has that in it.");
});

test("a look into a boot image shows that it goes on, and what came of it", async ({ page, show }) => {
  const task = {
    task: "task-9",
    kind: "check" as const,
    subject: "Field laptop 24H2 3.2",
    doing: "Reading the drivers of the boot image",
    cancellable: true,
  };
  let running = false;
  let found: FoundDrivers | null = null;
  const publish = (tasks: (typeof task)[]) => engine.publish({ type: "tasks", tasks });
  const { engine } = await show(busyScene(), {
    ...modelAnswers,
    bootDrivers({ look }) {
      if (look !== "known") {
        running = true;
        publish([task]);
      }
      return { drivers: running ? null : found, task: running ? task.task : null };
    },
  });
  const end = () => {
    running = false;
    publish([]);
  };
  await toDrivers(page);
  const detail = page.getByRole("complementary");
  await expect(detail.getByRole("status")).toContainText("Reading the drivers of the boot image");
  end();
  await expect(detail).toContainText("The boot image could not be looked into.");
  await detail.getByRole("button", { name: "Look again" }).click();
  await expect(detail.getByRole("status")).toContainText("Reading the drivers of the boot image");
  found = foundDrivers;
  end();
  await expect(detail).toContainText("6 drivers for disks and networks");
});

test("a medium without a boot image says so", async ({ page, show }) => {
  const message = "The medium holds no \\sources\\boot.wim.";
  await show(busyScene(), {
    ...modelAnswers,
    bootDrivers: () => ({ drivers: { found: false, message }, task: null }),
  });
  await toDrivers(page);
  await expect(page.getByRole("complementary")).toContainText(message);
});

test("the wizard's boot page says which models the chosen boot image reaches", async ({ page, show }) => {
  const { engine } = await show(readyScene(), { ...createAnswers, ...modelAnswers });
  await open(page);
  await next(page);
  await field(page, "Name").fill("Field laptop");
  await next(page);
  await next(page);
  await fillPath(page, "File of the boot image", "/images/boot.wim");
  await expect(page.getByRole("row", { name: /HP EliteBook 840 G11/ })).toContainText("No No");
  await asked(engine, "bootDrivers").toEqual([
    { of: { path: "/images/boot.wim", index: 1 }, look: "missing" },
  ]);
  await page.getByRole("radio", { name: "Image 2, Microsoft Windows Setup (x64)" }).check();
  await expect
    .poll(() => engine.inputsOf("bootDrivers").at(-1))
    .toEqual({ of: { path: "/images/boot.wim", index: 2 }, look: "missing" });
});

test("a start warns when the bench's model is not reached, and remembers the model", async ({
  page,
  show,
}) => {
  await show(readyScene(), modelAnswers);
  await page.keyboard.press("F2");
  const dialog = page.getByRole("dialog");
  await expect(dialog).not.toContainText("reached");
  await dialog.getByLabel("For PCs of the model").selectOption("Dell Precision 3630");
  await expect(dialog).not.toContainText("reached");
  await dialog.getByLabel("For PCs of the model").selectOption("HP EliteBook 840 G11");
  await expect(dialog).toContainText("Disk not reached by the boot image.");
  await expect(dialog).toContainText("Network not reached by the boot image.");
  await page.keyboard.press("Escape");
  await page.keyboard.press("F2");
  await expect(dialog).toContainText("Disk not reached by the boot image.");
});

const AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
for (const theme of ["dark", "light"])
  test(`WCAG 2.2 AA holds for models and drivers in the ${theme} theme`, async ({ page, show }) => {
    await page.addInitScript((chosen) => localStorage.setItem("prestage-theme", chosen), theme);
    await show(busyScene(), modelAnswers);
    const sound = async () => {
      const { violations } = await new AxeBuilder({ page }).withTags(AA).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])).toEqual(
        [],
      );
    };
    await toModels(page);
    await page.getByRole("row", { name: /Field laptop 24H2 · 3\.2/ }).waitFor();
    await sound();
    await page.getByRole("button", { name: "Edit…" }).click();
    await page.getByRole("dialog").getByLabel("Devices", { exact: true }).fill("VEN_8086&DEV_A352\nblue");
    await page.getByText("1 device found").waitFor();
    await sound();
    await page.keyboard.press("Escape");
    await toDrivers(page);
    await page.getByRole("button", { name: /e1d\.inf/ }).click();
    await sound();
  });
