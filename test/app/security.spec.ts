import { expect, type Page } from "@playwright/test";
import type { Media } from "../../shared/media.ts";
import type { MediaSignature, Security } from "../../shared/signing.ts";
import { aSnapshot } from "../support/bench-scenes.ts";
import { medium } from "../support/scene-media.ts";
import { refuse } from "../support/scripted-engine.ts";
import { imageTeam, security, signedBy } from "../support/scene-signing.ts";
import { asked, test } from "./app-test.ts";
import { emptyScene, readyScene, type Scene } from "./scenes.ts";

const withSignature = (signature: MediaSignature): Media => ({ ...medium, signature });
const scene = (signature: MediaSignature): Scene => ({
  snapshot: aSnapshot({ media: [withSignature(signature)] }),
  progress: [],
});
const open = (page: Page) => page.keyboard.press("Control+5");

test.describe("a medium's signature", () => {
  test("is told in the list and beside the medium, with who signed it and until when", async ({
    page,
    show,
  }) => {
    await show(scene(signedBy("valid")));
    await page.keyboard.press("Control+3");
    await expect(page.getByRole("row").nth(1)).toContainText("Trusted");
    const detail = page.getByRole("complementary");
    await expect(detail).toContainText("Signed byImage team");
    await expect(detail).toContainText("Every byte of the medium");
    await expect(detail).toContainText("3f3f 3f3f 3f3f");
    await expect(detail.getByRole("button", { name: "Trust this signer…" })).toBeHidden();
  });

  test("is trusted after its fingerprint was shown", async ({ page, show }) => {
    const { engine } = await show(scene(signedBy("untrusted")), {
      readCertificates: () => [imageTeam],
      trustCertificate: () => security.trusted[0],
    });
    await page.keyboard.press("Control+3");
    await page.getByRole("button", { name: "Trust this signer…" }).click();
    const dialog = page.getByRole("dialog", { name: "Trust Image team?" });
    await expect(dialog).toContainText("3f3f 3f3f");
    await dialog.getByLabel("Note").fill("told by telephone");
    await dialog.getByRole("button", { name: "Trust it" }).click();
    await expect(dialog).toBeHidden();
    await asked(engine, "trustCertificate").toEqual([
      {
        source: { from: "medium", media: medium.id },
        fingerprint: imageTeam.fingerprint,
        by: "",
        note: "told by telephone",
      },
    ]);
  });

  test("that is broken cannot be trusted, and says what is wrong", async ({ page, show }) => {
    await show(scene(signedBy("broken")));
    await page.keyboard.press("Control+3");
    await expect(page.getByRole("complementary")).toContainText("Broken");
    await expect(page.getByRole("complementary")).toContainText("It was changed since.");
    await expect(page.getByRole("button", { name: "Trust this signer…" })).toBeHidden();
  });

  test("that is not trusted is told before drives are started", async ({ page, show }) => {
    const { snapshot, progress } = readyScene();
    const media = [withSignature(signedBy("untrusted"))];
    await show({ snapshot: { ...snapshot, media }, progress }, { security: () => security });
    await page.keyboard.press("F2");
    await expect(page.getByRole("dialog")).toContainText(
      "Nobody on this station trusts Image team. The start goes on record with it.",
    );
  });
});

test.describe("security", () => {
  test("says what to do first, and what is protected and what is not", async ({ page, show }) => {
    const none: Security = { policy: "warn", trusted: [], certificates: [] };
    await show(emptyScene(), { security: () => none });
    await open(page);
    const main = page.getByRole("main");
    await expect(main).toContainText("Nobody yet. Trust the certificate of whoever makes your media");
    await expect(main).toContainText("No certificate yet.");
    await expect(main).toContainText("The files of the operating system are not encrypted.");
  });

  test("has the policy set by a person, with what it means", async ({ page, show }) => {
    const { engine } = await show(emptyScene(), { security: () => security, changeSettings: () => ({}) });
    await open(page);
    await expect(page.getByRole("main")).toContainText("A medium with a broken signature is refused.");
    await page.getByText("Require", { exact: true }).click();
    await asked(engine, "changeSettings").toEqual([{ change: { signature: "require" } }]);
  });

  test("makes a certificate once the pass phrase was typed twice", async ({ page, show }) => {
    const createCertificate = () => security.certificates[0];
    const { engine } = await show(emptyScene(), { security: () => security, createCertificate });
    await open(page);
    await page.getByRole("button", { name: "Create…" }).click();
    const dialog = page.getByRole("dialog", { name: "Create a certificate to sign with" });
    const go = dialog.getByRole("button", { name: "Create certificate" });
    await dialog.getByLabel("Name").fill("Bench one");
    await dialog.getByLabel("New pass phrase for the key").fill("long enough");
    await dialog.getByLabel("The same again").fill("long other");
    await expect(dialog).toContainText("The two differ.");
    await expect(go).toBeDisabled();
    await dialog.getByLabel("The same again").fill("long enough");
    await dialog.getByLabel("Valid until").fill("2001-01-01");
    await expect(dialog).toContainText("It ends before it begins.");
    await dialog.getByLabel("Valid until").fill("2099-01-01");
    await go.click();
    await expect(dialog).toBeHidden();
    await asked(engine, "createCertificate").toEqual([
      expect.objectContaining({
        name: "Bench one",
        key: "ecdsa-p256",
        expiresAt: "2099-01-01T00:00:00.000Z",
        password: "long enough",
      }),
    ]);
  });

  test("says why a file is no certificate to sign with, and keeps what was typed", async ({ page, show }) => {
    await show(emptyScene(), {
      security: () => security,
      importCertificate: refuse("certificate-unusable", "signer.pfx: The password does not open it."),
    });
    await open(page);
    await page.getByRole("button", { name: "Import…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("File on the station").fill("/media/usb/signer.pfx");
    await dialog.getByLabel("New pass phrase for the key").fill("long enough");
    await dialog.getByLabel("The same again").fill("long enough");
    await dialog.getByRole("button", { name: "Import certificate" }).click();
    await expect(dialog.getByRole("alert")).toContainText("The password does not open it.");
    await expect(dialog.getByLabel("File on the station")).toHaveValue("/media/usb/signer.pfx");
  });

  test("takes a certificate off the list, and removes a key, after being asked", async ({ page, show }) => {
    const { engine } = await show(emptyScene(), { security: () => security });
    await open(page);
    await page.getByRole("button", { name: "Stop trusting Image team" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop trusting", exact: true }).click();
    await expect(page.getByRole("dialog")).toBeHidden();
    await page.getByRole("button", { name: "Remove Bench one", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove with its key" }).click();
    await expect(page.getByRole("dialog")).toBeHidden();
    expect([engine.inputsOf("untrustCertificate"), engine.inputsOf("removeCertificate")]).toEqual([
      [{ fingerprint: imageTeam.fingerprint }],
      [{ certificate: security.certificates[0]?.fingerprint }],
    ]);
  });
});
