import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FatVolume } from "../../electron/engine/boot/fat-volume.ts";
import { describeBcd, deviceText } from "../../electron/engine/boot/bcd/describe.ts";
import { decodeBcd } from "../../electron/engine/boot/bcd/store.ts";
import { openToRead } from "../../electron/engine/drive-reader.ts";
import { bootCode } from "../../electron/engine/machine/boot-code.ts";
import { openMasters, type MasterKeeper } from "../../electron/engine/machine/masters.ts";
import type { BootContent, MasterVolume, VolumeRecipe } from "../../electron/engine/staging/masters.ts";
import { missingTool, tool } from "../support/boot-disk.ts";
import { makeBootMedium } from "../support/boot-medium.ts";
import { recipeOf } from "../support/masters.ts";
import { checked, fileOn, filesOnFat } from "../support/staged-drive.ts";

const skip = missingTool(["mkfs.fat", "mcopy", "fsck.vfat", "mkfs.ntfs", "ntfscat", "ntfscp"]);
const LENGTH = 16_384;
const never = new AbortController().signal;
let dir = "";
let masters: MasterKeeper;
const media = new Map<string, string>();

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "boot-files-"));
  masters = await openMasters({
    dir: join(dir, "masters"),
    mediaPath: (id) => media.get(id) ?? null,
    bootRecords: bootCode().bootRecords,
    limitBytes: () => 1e12,
  });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A medium with these parts, under a name of its own. */
function medium(name: string, parts: Parameters<typeof makeBootMedium>[2]) {
  const made = makeBootMedium(dir, name, parts);
  media.set(name, made.wim);
  return made;
}

function content(name: string, more: Partial<BootContent> = {}): BootContent {
  return {
    media: name,
    mediaSha256: name,
    index: 1,
    firmware: "uefi",
    files: ["loader", "sdi"],
    imagePath: "\\sources\\boot.wim",
    store: { path: "\\EFI\\Microsoft\\Boot\\BCD", lengthBytes: LENGTH, keepOwn: false },
    ...more,
  };
}

const esp = (boot: BootContent, more: Partial<VolumeRecipe> = {}): VolumeRecipe =>
  recipeOf({ fileSystem: "FAT32", sizeBytes: 260 << 20, label: "SYSTEM", image: null, boot, ...more });
const bios = {
  firmware: "bios",
  store: { path: "\\Boot\\BCD", lengthBytes: LENGTH, keepOwn: true },
} as const;

async function built(recipe: VolumeRecipe): Promise<{ master: MasterVolume; file: string }> {
  const master = await masters.volume(recipe, never);
  const file = masters.pathOf(master.key);
  master.release();
  return { master, file };
}

describe.skipIf(skip)("an EFI system partition", () => {
  test("gets its loader from the boot image when the medium has none: the newer one, and it is said", async () => {
    medium("bios only", { uefi: false, sdi: false });
    const { master, file } = await built(esp(content("bios only")));
    expect(filesOnFat(file)).toEqual([
      "Boot/boot.sdi",
      "EFI/Boot/bootx64.efi",
      "EFI/Microsoft/Boot/BCD",
      "EFI/Microsoft/Boot/Fonts/wgl4_boot.ttf",
      "EFI/Microsoft/Boot/boot.stl",
      "EFI/Microsoft/Boot/bootmgfw.efi",
    ]);
    const loader = readFileSync(join(import.meta.dirname, "../../resources/boot-code/training-bootx64.efi"));
    expect(fileOn(file, "FAT32", "EFI/Boot/bootx64.efi").equals(loader)).toBe(true);
    expect(master.fromBootImage).toEqual([
      String.raw`\EFI\Boot\bootx64.efi from \Windows\Boot\EFI_EX\bootmgfw_EX.efi`,
      String.raw`\EFI\Microsoft\Boot\bootmgfw.efi from \Windows\Boot\EFI_EX\bootmgfw_EX.efi`,
      String.raw`\EFI\Microsoft\Boot\boot.stl from \Windows\Boot\EFI\boot.stl`,
      String.raw`\EFI\Microsoft\Boot\Fonts\wgl4_boot.ttf from \Windows\Boot\Fonts\wgl4_boot.ttf`,
      String.raw`\Boot\boot.sdi from \Windows\Boot\DVD\PCAT\boot.sdi`,
    ]);
    expect(await checked(file, "FAT32")).toBe("clean");
  });

  test("lands whole on a drive full of old data when only its parts are written", async () => {
    medium("hybrid", {});
    const { master, file } = await built(esp(content("hybrid", { files: ["loader", "sdi", "image"] })));
    const copy = join(dir, "written");
    const from = readFileSync(file);
    const written = Buffer.alloc(from.length, 0xe5);
    for (const { offset, length } of master.extents) from.copy(written, offset, offset, offset + length);
    writeFileSync(copy, written);
    expect(await checked(copy, "FAT32")).toBe("clean");
    for (const path of filesOnFat(file))
      expect([path, fileOn(copy, "FAT32", path).equals(fileOn(file, "FAT32", path))]).toEqual([path, true]);
  });

  test("keeps a place for the unit's store, and what lies there is what the file says", async () => {
    const { master, file } = await built(esp(content("hybrid")));
    const store = Buffer.alloc(LENGTH, "unit");
    const copy = join(dir, "patched");
    copyFileSync(file, copy);
    const bytes = readFileSync(copy);
    let at = 0;
    for (const { offset, length } of master.storeRanges ?? []) {
      store.copy(bytes, offset, at, at + length);
      at += length;
    }
    writeFileSync(copy, bytes);
    expect(at).toBe(LENGTH);
    expect(fileOn(copy, "FAT32", "EFI/Microsoft/Boot/BCD").equals(store)).toBe(true);
    await using opened = await openToRead(copy);
    const volume = await FatVolume.open(opened.read);
    expect(Buffer.from((await volume.readFile("\\efi\\microsoft\\boot\\bcd")) ?? []).equals(store)).toBe(
      true,
    );
  });

  test("that is too small for the boot image is refused with both sizes", async () => {
    const small = esp(content("large", { files: ["loader", "image"] }), {
      sizeBytes: 33 << 20,
      clusterBytes: 512,
    });
    media.set("large", largeBootImage());
    await expect(masters.volume(small, never)).rejects.toMatchObject({
      code: "drive-too-small",
      message: expect.stringMatching(/boot files have \d+ MB .* “SYSTEM” of 35 MB/) as string,
    });
  });

  test("without a loader anywhere is refused in words", async () => {
    medium("none", { uefi: false });
    const nowhere = content("none", { imagePath: "\\sources\\other.wim" });
    await expect(masters.volume(esp(nowhere), never)).rejects.toMatchObject({
      code: "media-no-boot-files",
      message: "The medium has no UEFI loader in \\EFI\\Boot and no boot image to take it from.",
    });
  });
});

/** A medium whose boot image has 40 MB. */
function largeBootImage(): string {
  const { tree } = makeBootMedium(dir, "large source", {});
  writeFileSync(join(tree, "sources", "boot.wim"), Buffer.alloc(40 << 20, 7));
  return recaptured(tree, "large");
}

function recaptured(tree: string, name: string): string {
  const wim = join(dir, `${name}.wim`);
  tool("wimlib-imagex", ["capture", tree, wim, name, "--compress=none", "--no-acls"]);
  return wim;
}

describe.skipIf(skip)("the medium's own volume, started by a BIOS", () => {
  const recipe = (name: string) =>
    recipeOf({
      bootRecord: bootCode().bootRecords.NTFS.sha256,
      image: { media: name, mediaSha256: name, index: 1 },
      boot: content(name, { ...bios, files: ["loader", "sdi"] }),
    });

  test("keeps the medium's own boot store when it works from there", async () => {
    const { tree } = medium("own store", { store: "own" });
    const { master, file } = await built(recipe("own store"));
    expect([master.storeRanges, master.fromBootImage]).toEqual([null, []]);
    expect(fileOn(file, "NTFS", "Boot/BCD").equals(readFileSync(join(tree, "Boot/BCD")))).toBe(true);
  });

  test.each(["strange", "none"] as const)("gets one of ours when the medium's store is %s", async (store) => {
    medium(`store ${store}`, { store });
    const { master, file } = await built(recipe(`store ${store}`));
    expect(master.storeRanges?.reduce((sum, { length }) => sum + length, 0)).toBe(LENGTH);
    const { default: preset } = describeBcd(decodeBcd(fileOn(file, "NTFS", "Boot/BCD")));
    expect(deviceText(preset?.device ?? null)).toBe("ramdisk [boot]\\sources\\boot.wim");
    expect(await checked(file, "NTFS")).toBe("clean");
  });

  test("gets \\bootmgr and boot.sdi from the boot image when the medium is for UEFI alone", async () => {
    medium("uefi only", { bios: false, sdi: false });
    const { master, file } = await built(recipe("uefi only"));
    expect(master.fromBootImage).toEqual([
      String.raw`\bootmgr from \Windows\Boot\PCAT\bootmgr`,
      String.raw`\Boot\memtest.exe from \Windows\Boot\PCAT\memtest.exe`,
      String.raw`\Boot\Fonts\wgl4_boot.ttf from \Windows\Boot\Fonts\wgl4_boot.ttf`,
      String.raw`\Boot\boot.sdi from \Windows\Boot\DVD\PCAT\boot.sdi`,
    ]);
    expect(fileOn(file, "NTFS", "Boot/boot.sdi")).toHaveLength(100_000);
    expect(fileOn(file, "NTFS", "bootmgr").includes("PRESTAGE TRAINING MEDIUM")).toBe(true);
    expect(await checked(file, "NTFS")).toBe("clean");
  });

  test("gets what one folder lacks without a change to what is in it", async () => {
    const { tree } = medium("no sdi", { sdi: false });
    const { file } = await built(recipe("no sdi"));
    expect(fileOn(file, "NTFS", "Boot/boot.sdi")).toHaveLength(100_000);
    const font = "Boot/Fonts/chs_boot.ttf";
    expect(fileOn(file, "NTFS", font).equals(readFileSync(join(tree, font)))).toBe(true);
  });
});

test.skipIf(skip)("an engine that was ended in the middle leaves no boot files behind", async () => {
  const key = "ab".repeat(32);
  const folder = join(dir, "masters", `${key}.work`, "tree");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "bootmgr"), "x");
  await openMasters({
    dir: join(dir, "masters"),
    mediaPath: () => null,
    bootRecords: bootCode().bootRecords,
    limitBytes: () => 1e12,
  });
  expect(() => readFileSync(join(folder, "bootmgr"))).toThrow("ENOENT");
});
