import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { readManifest } from "../../../electron/engine/media/create/read-manifest.ts";
import { openVariables } from "../../../electron/engine/media/create/variables-file.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { createRoom, hex, wimlib, type CreateRoom } from "../../support/create-room.ts";
import { makeBootImage, makeOsImage } from "../../support/source-images.ts";
import { readBytes, verdict } from "../../support/wim.ts";

const skip = missingTool(["wimlib-imagex"]);
let room: CreateRoom;
beforeEach(async () => {
  room = await createRoom();
});

describe.skipIf(skip)("creating a prestaged medium", () => {
  test("lays the boot image, the boot files and our own beside the OS image, and nothing else", async () => {
    const made = await room.create();
    expect(room.names()).toEqual(
      [
        "/",
        "/EFI",
        "/EFI/Boot",
        "/EFI/Boot/bootx64.efi",
        "/EFI/Microsoft",
        "/EFI/Microsoft/Boot",
        "/EFI/Microsoft/Boot/BCD",
        "/EFI/Microsoft/Boot/bootmgfw.efi",
        "/PRESTAGE",
        "/PRESTAGE/manifest.json",
        "/PRESTAGE/variables.dat",
        "/SMS",
        "/SMS/data",
        "/SMS/data/TsmBootstrap.ini",
        "/Users",
        "/Windows",
        "/Windows/explorer.exe",
        "/Windows/notepad.exe",
        "/boot",
        "/boot/BCD",
        "/boot/boot.sdi",
        "/boot/keep.txt",
        "/bootmgr",
        "/sources",
        "/sources/boot.wim",
      ].toSorted(),
    );
    expect(room.contentOf("/sources/boot.wim")).toEqual(readFileSync(join(room.dir, "boot.wim")));
    expect(room.contentOf("/boot/BCD").toString()).toBe("bios bcd");
    expect(room.contentOf("/EFI/Microsoft/Boot/BCD").toString()).toBe("efi bcd");
    expect(room.contentOf("/EFI/Boot/bootx64.efi").toString()).toBe("loader of 2011");
    expect(made.files).toEqual([room.out]);
    expect(made.notes).toEqual(["It starts by BIOS and UEFI."]);
    expect(room.left()).toEqual(["medium.wim"]);
  });

  test("keeps what is packed as it is: LZX, with an integrity table, never solid, and whole", async () => {
    const made = await room.create();
    const bytes = readFileSync(room.out);
    const { header, integrity } = await readBytes(bytes);
    expect([header.compression, integrity === null]).toEqual(["LZX", false]);
    const os = readFileSync(join(room.dir, "install.wim"));
    const { blobTable } = (await readBytes(os)).header;
    expect(bytes.includes(os.subarray(100_000, 150_000))).toBe(true);
    expect(made.manifest.contents).toEqual({
      offset: 208,
      sizeBytes: blobTable.offset - 208,
      sha256: hex(bytes.subarray(208, blobTable.offset)),
    });
    expect(made.sha256).toBe(hex(bytes));
    wimlib("verify", room.out);
  });

  test("has the integrity table that wimlib would have given it, chunk by chunk", async () => {
    const path = await makeOsImage(room.dir, { bytes: 23_000_000 });
    const { sha256 } = await room.create({ osImage: { path } });
    const bytes = readFileSync(room.out);
    expect(sha256).toBe(hex(bytes));
    const { integrity } = await readBytes(bytes);
    expect(integrity?.digests.length).toBe(3);
    wimlib("verify", room.out);
    const again = join(room.dir, "boot-again.wim");
    copyFileSync(room.out, again);
    wimlib("optimize", again, "--check");
    expect((await readBytes(readFileSync(again))).integrity?.chunkBytes).toBe(integrity?.chunkBytes);
    bytes[15_000_000] = (bytes[15_000_000] ?? 0) ^ 1;
    writeFileSync(again, bytes);
    expect(() => wimlib("verify", again)).toThrow();
  });

  test("writes TsmBootstrap.ini as Configuration Manager does", async () => {
    await room.create({ unattended: true, password: "a password" });
    expect(room.contentOf("/SMS/data/TsmBootstrap.ini").toString()).toBe(
      "[MediaInfo]\r\nMediaType=OEMMedia\r\nPasswordRequired=true\r\nUnattended=true\r\n",
    );
  });

  test("names every part with its hash in the manifest", async () => {
    const { manifest } = await room.create();
    expect(await readManifest(room.out)).toEqual(manifest);
    const files = room
      .names()
      .filter((name) => /^\/(EFI|boot|sources|SMS|PRESTAGE)\/.*\.|BCD$|^\/bootmgr$/.test(name));
    const ours = files.filter((name) => !/manifest|keep/.test(name));
    expect(manifest.parts.map(({ path }) => path).toSorted()).toEqual(ours);
    for (const { path, sha256, sizeBytes } of manifest.parts)
      expect([path, sha256, sizeBytes]).toEqual([
        path,
        hex(room.contentOf(path)),
        room.contentOf(path).length,
      ]);
    expect(manifest).toMatchObject({
      name: "Field laptop",
      version: "3.2",
      createdBy: "Bench one",
      comment: "For the west",
      architecture: "x64",
      passwordProtected: false,
      bootImage: { name: "Windows PE", sha256: hex(readFileSync(join(room.dir, "boot.wim"))) },
      osImage: { name: "Windows 11 Pro", version: "10.0.26100.1" },
    });
  });

  test("always has the read-only built-ins, and seals what people set with the password", async () => {
    const { manifest } = await room.create({
      password: "correct horse",
      variables: [{ name: "OSDBitLockerPIN", value: "never-seen-4711", hidden: true }],
      prestart: { command: "cmd /C start.cmd", files: [] },
    });
    const bytes = room.contentOf("/PRESTAGE/variables.dat");
    expect(await verdict(openVariables(bytes, "wrong"))).toBe("password-wrong");
    const secrets = await openVariables(bytes, "correct horse");
    expect(secrets.variables).toEqual([{ name: "OSDBitLockerPIN", value: "never-seen-4711", hidden: true }]);
    expect(secrets.prestart).toBe("cmd /C start.cmd");
    expect(secrets.builtIns).toContainEqual({ name: "_SMSTSMediaType", value: "OEMMedia" });
    expect(manifest.builtIns).toEqual(secrets.builtIns);
    expect(JSON.stringify(manifest)).not.toMatch(/4711|horse|start\.cmd/);
  });

  test("a boot file that was given wins over the one in the boot image, and prestart files come along", async () => {
    writeFileSync(join(room.dir, "boot-given"), "another boot manager");
    writeFileSync(join(room.dir, "boot-prestart.cmd"), "echo hello");
    await room.create({
      loaderSignedBy: "2023",
      bootFiles: [{ source: join(room.dir, "boot-given"), path: "/bootmgr" }],
      prestart: {
        command: "cmd /C start.cmd",
        files: [{ source: join(room.dir, "boot-prestart.cmd"), path: "/start.cmd" }],
      },
    });
    expect(room.contentOf("/bootmgr").toString()).toBe("another boot manager");
    expect(room.contentOf("/PRESTAGE/prestart/start.cmd").toString()).toBe("echo hello");
    expect(room.contentOf("/EFI/Boot/bootx64.efi").toString()).toBe("loader of 2023");
  });

  test("goes into the library under its manifest's words, without being copied once more", async () => {
    const told: string[] = [];
    const { media, files } = await room.create(
      { destination: { to: "library" }, password: "x" },
      { progress: (doing) => told.push(doing) },
    );
    expect(files).toEqual([]);
    expect(media && room.library.get(media.id)).toMatchObject({
      name: "Field laptop",
      version: "3.2",
      createdBy: "Bench one",
      comment: "For the west",
      passwordProtected: true,
      bootFiles: {
        bootmgr: true,
        biosBcd: true,
        bootSdi: true,
        bootWim: true,
        efiLoader: true,
        efiBcd: true,
      },
      manifest: { architecture: "x64", bootImage: "Windows PE 10.0.26100.1" },
    });
    expect(told).not.toContain("Copying into the library");
    expect(readdirSync(room.library.dir)).toEqual([media?.id]);
    expect(room.left()).toEqual([]);
  });

  test("a finished medium is the source of the next one's boot image", async () => {
    const { media } = await room.create({ destination: { to: "library" } });
    await room.create({ version: "3.3", bootImage: { from: "medium", media: media?.id ?? "" } });
    expect(room.contentOf("/sources/boot.wim")).toEqual(readFileSync(join(room.dir, "boot.wim")));
    expect(room.contentOf("/bootmgr").toString()).toBe("the boot manager");
    expect((await readManifest(room.out))?.version).toBe("3.3");
  });

  test("a new version is the current one, or leaves the present one so", async () => {
    const into = (version: string, keepCurrent?: boolean) =>
      room.create({ version, destination: { to: "library", ...(keepCurrent && { keepCurrent }) } });
    for (const version of ["3.9", "3.10"]) await into(version);
    await into("3.11", true);
    expect(room.library.list().map(({ version, standing }) => `${version} ${standing}`)).toEqual([
      "3.9 older",
      "3.10 current",
      "3.11 newer",
    ]);
  });

  test("makes a lone boot image bootable and says so; of several it asks which", async () => {
    const path = await makeBootImage(room.dir, { bootable: false });
    const { notes } = await room.create({ bootImage: { from: "file", path } });
    expect(notes).toEqual([
      "Image 1 of the boot image was marked bootable; it was not.",
      "It starts by BIOS and UEFI.",
    ]);
    expect((await readBytes(room.contentOf("/sources/boot.wim"))).header.bootIndex).toBe(1);
    wimlib("export", path, "1", path, "A second image");
    rmSync(room.out);
    expect(await verdict(room.create({ bootImage: { from: "file", path } }))).toBe("bad-input");
    expect(await verdict(room.create({ bootImage: { from: "file", path, index: 2 } }))).toBe("accepted");
  });

  test("packs a boot image anew that no boot manager could read", async () => {
    const path = await makeBootImage(room.dir, { compress: "LZMS" });
    await room.create({ bootImage: { from: "file", path } });
    expect((await readBytes(room.contentOf("/sources/boot.wim"))).header.compression).toBe("LZX");
  });

  test("takes an OS image out of a solid .esd, and what is made is not solid", async () => {
    const path = join(room.dir, "install.esd");
    wimlib("export", join(room.dir, "install.wim"), "1", path, "--solid");
    await room.create({ osImage: { path } });
    expect((await readBytes(readFileSync(room.out))).header.compression).toBe("LZX");
    expect(room.contentOf("/Windows/notepad.exe")).toHaveLength(5000);
    expect(await verdict(room.library.importFile(path))).toBe("media-unsupported");
  });

  test("cuts it into parts on request, which join to the same files", async () => {
    const path = await makeOsImage(room.dir, { bytes: 17_000_000 });
    const { files } = await room.create({
      osImage: { path },
      destination: { to: "file", path: room.out, partMegabytes: 16 },
    });
    expect(files).toEqual(files.map((_, n) => join(room.dir, `medium${n === 0 ? "" : n + 1}.swm`)));
    expect(files.length).toBeGreaterThan(1);
    expect(room.left()).toEqual(files.map((file) => file.slice(room.dir.length + 1)));
    execFileSync("wimlib-imagex", ["join", join(room.dir, "boot-joined.wim"), ...files], { stdio: "ignore" });
    expect(room.contentOf("/bootmgr", join(room.dir, "boot-joined.wim")).toString()).toBe("the boot manager");
  });
});
