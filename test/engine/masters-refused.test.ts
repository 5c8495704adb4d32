import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { bootCode } from "../../electron/engine/machine/boot-code.ts";
import { openMasters, type MastersOptions } from "../../electron/engine/machine/masters.ts";
import { missingTool, tool } from "../support/boot-disk.ts";
import { corrupted, recipeOf, smallMedium, type SmallMedium } from "../support/masters.ts";
import { tempDir } from "../support/temp-dir.ts";

const MIB = 1024 * 1024;
const missing = missingTool(["wimlib-imagex", "mkfs.ntfs"]);
const noMounts = process.getuid?.() === 0 ? null : "needs root";
const never = new AbortController().signal;
const { bootRecords } = bootCode();
const record = bootRecords.NTFS;

describe.skipIf(missing)(`a master that cannot be built${missing ? ` (${missing})` : ""}`, () => {
  let medium: SmallMedium;
  beforeAll(() => {
    medium = smallMedium(20 * MIB);
  });
  afterAll(() => medium.remove());

  function open(more: Partial<MastersOptions> = {}) {
    const options = {
      dir: join(tempDir(), "masters"),
      mediaPath: () => medium.wim,
      limitBytes: () => 2 ** 40,
    };
    return openMasters({ ...options, bootRecords, ...more });
  }

  async function refusal(recipe = recipeOf(), more: Partial<MastersOptions> = {}) {
    const dir = join(tempDir(), "masters");
    const masters = await open({ dir, ...more });
    const thrown: unknown = await masters.volume(recipe, never).catch((error: unknown) => error);
    expect(readdirSync(dir)).toEqual([]);
    return thrown;
  }

  test.each(["fast", "none"])(
    "from a damaged medium (%s) is refused as the medium's fault",
    async (compress) => {
      const other = smallMedium(2 * MIB, compress);
      onTestFinished(() => other.remove());
      const wim = corrupted(other.wim);
      expect(await refusal(recipeOf(), { mediaPath: () => wim })).toMatchObject({ code: "media-corrupt" });
    },
  );

  test("from a file that is no .wim, or only half of one, is refused as such", async () => {
    const dir = tempDir();
    const text = join(dir, "text.wim");
    writeFileSync(text, "not a medium".repeat(1000));
    const half = join(dir, "half.wim");
    writeFileSync(half, readFileSync(medium.wim).subarray(0, 1_000_000));
    expect(await refusal(recipeOf(), { mediaPath: () => text })).toMatchObject({ code: "media-not-wim" });
    expect(await refusal(recipeOf(), { mediaPath: () => half })).toMatchObject({ code: "media-truncated" });
  });

  test("from an image or a medium that is not there is refused as such", async () => {
    const image = { media: "medium", mediaSha256: "", index: 3 };
    expect(await refusal(recipeOf({ image }))).toMatchObject({
      code: "media-wrong-index",
      message: "The medium has no image 3.",
    });
    expect(await refusal(recipeOf(), { mediaPath: () => null })).toMatchObject({ code: "media-missing" });
  });

  test("because \\bootmgr is a link in the image is refused: no PC starts from one", async () => {
    const dir = tempDir();
    mkdirSync(join(dir, "tree"));
    writeFileSync(join(dir, "tree/real"), "bootmgr");
    symlinkSync("real", join(dir, "tree/bootmgr"));
    const wim = join(dir, "link.wim");
    tool("wimlib-imagex", ["capture", join(dir, "tree"), wim, "Link", "--no-acls"]);
    expect(await refusal(recipeOf(), { mediaPath: () => wim })).toMatchObject({ code: "media-unsupported" });
  });

  test("because the volume is too small is told with both sizes", async () => {
    const tooSmall = {
      code: "drive-too-small",
      message: expect.stringContaining("does not fit on the volume “OSDisk”") as string,
    };
    expect(await refusal(recipeOf({ sizeBytes: 8 * MIB }))).toMatchObject(tooSmall);
    // The bytes alone would fit; NTFS's own share is what does not.
    expect(await refusal(recipeOf({ sizeBytes: 24 * MIB }))).toMatchObject(tooSmall);
  });

  test("because no PC starts from such sectors, or this station lacks the boot record, is refused", async () => {
    expect(await refusal(recipeOf({ sectorBytes: 4096, bootRecord: record.sha256 }))).toMatchObject({
      code: "sector-size-unsupported",
    });
    const fat = { fileSystem: "FAT32", image: null, sizeBytes: 300 * MIB, sectorBytes: 4096 } as const;
    expect(
      await refusal(recipeOf({ ...fat, bootRecord: bootRecords.FAT32.sha256, label: "SYSTEM" })),
    ).toMatchObject({ code: "sector-size-unsupported" });
    expect(await refusal(recipeOf({ bootRecord: "00".repeat(32) }))).toMatchObject({
      code: "master-failed",
    });
  });

  test("because mkfs.ntfs refuses it is told with mkfs.ntfs's own words", async () => {
    expect(await refusal(recipeOf({ image: null, sizeBytes: 8192 }))).toMatchObject({
      code: "master-failed",
      detail: expect.stringMatching(/too small|exit code/) as string,
    });
  });

  test.skipIf(noMounts)(
    `because the station's disk is full is told before it begins, with figures${noMounts ? ` (${noMounts})` : ""}`,
    async () => {
      const dir = smallDisk(16);
      const masters = await open({ dir });
      await expect(masters.volume(recipeOf(), never)).rejects.toMatchObject({
        code: "disk-full",
        message: expect.stringMatching(/needs \d+ MB on the station's disk; 17 MB are free/) as string,
      });
      expect(readdirSync(dir)).toEqual([]);
    },
  );

  test.skipIf(noMounts)(
    `because the station's disk fills up meanwhile is told the same way, and nothing is left${noMounts ? ` (${noMounts})` : ""}`,
    async () => {
      const dir = smallDisk(64);
      const rest = openSync(join(dir, "somebody else's"), "w");
      const masters = await open({
        dir,
        onBuild: ({ doing }) => void (doing === "Unpacking the image" && fill(rest)),
      });
      await expect(masters.volume(recipeOf(), never)).rejects.toMatchObject({
        code: "disk-full",
        message: expect.stringMatching(/needs \d+ MB on the station's disk; 0 MB are free/) as string,
      });
      closeSync(rest);
      expect(readdirSync(dir)).toEqual(["somebody else's"]);
    },
  );

  test.skipIf(noMounts)(
    `for want of space drops an idle master first${noMounts ? ` (${noMounts})` : ""}`,
    async () => {
      const dir = smallDisk(48);
      const masters = await open({ dir });
      (await masters.volume(recipeOf(), never)).release();
      (await masters.volume(recipeOf({ label: "Next" }), never)).release();
      expect(masters.list().map(({ recipe }) => recipe.label)).toEqual(["Next"]);
    },
  );
});

/** A file system of its own that is soon full. */
function smallDisk(mebibytes: number): string {
  const dir = join(tempDir(), "small disk");
  mkdirSync(dir);
  tool("mount", ["-t", "tmpfs", "-o", `size=${mebibytes}M`, "none", dir]);
  onTestFinished(() => void tool("umount", [dir]));
  return dir;
}

function fill(file: number): void {
  try {
    for (;;) writeSync(file, new Uint8Array(MIB));
  } catch (thrown) {
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "ENOSPC")) throw thrown;
  }
}
