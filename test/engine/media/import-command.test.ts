import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { Media } from "../../../shared/media.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { prestage } from "../../support/prestage.ts";
import { makeTestMedium } from "../../support/test-medium.ts";

const dir = mkdtempSync(join(tmpdir(), "prestage-import-"));
const home = join(dir, "home");

/** What `media import --json` says last. */
async function importedFrom(path: string): Promise<Media> {
  const { code, stdout, stderr } = await prestage(home, "media", "import", path, "--json");
  expect([code, stderr]).toEqual([0, ""]);
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  return z.object({ media: Media }).parse(JSON.parse(last)).media;
}

describe.skipIf(missingTool(["wimlib-imagex"]))("prestage media import", () => {
  afterAll(async () => {
    await prestage(home, "stop", "--cancel");
    rmSync(dir, { recursive: true, force: true });
  });

  test("says of a medium in parts that was imported already which one it is, whichever part is named", async () => {
    await prestage(home, "serve", "--detach", "--bay-size", "64M");
    const [one, two] = [join(dir, "set.swm"), join(dir, "set2.swm")];
    const whole = makeTestMedium(dir, { files: 15, name: "In parts" });
    execFileSync("wimlib-imagex", ["split", whole, one, "1"], { stdio: "ignore" });
    const first = await importedFrom(one);
    expect(first).toMatchObject({ name: "In parts", source: one });
    expect(await importedFrom(two)).toMatchObject({ id: first.id, source: one });
    const listed = await prestage(home, "media", "list", "--json");
    const media = z.array(Media).parse(JSON.parse(listed.stdout));
    expect(media.filter(({ sample }) => !sample).map(({ id }) => id)).toEqual([first.id]);
  });
});
