import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { BootDrivers, FoundDrivers } from "../../../shared/boot-drivers.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { KnownDrivers } from "../../../electron/engine/media/drivers/known-drivers.ts";
import { openLibrary } from "../../../electron/engine/media/library.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { makeBootMedium } from "../../support/boot/boot-medium.ts";
import { importInto, startEngine } from "../../support/engine-process.ts";
import { infs, makeDriverImage, type DriverFiles } from "../../support/driver-image.ts";
import { makeOsImage } from "../../support/source-images.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { file, folder, tinyWim } from "../../support/wim.ts";

/** Where there are any: real and hostile .wim files. */
const SAMPLES = join(import.meta.dirname, "../../../../shared/samples/wim");

function look(path: string, index: number | null = null): Promise<BootDrivers> {
  return new KnownDrivers(tempDir()).lookAtFile(path, index, {});
}

async function found(drivers: BootDrivers | Promise<BootDrivers>): Promise<FoundDrivers> {
  const answer = await drivers;
  if (!answer.found) throw new Error(answer.message);
  return answer;
}

async function inImage(files: DriverFiles): Promise<FoundDrivers> {
  return found(look(await makeDriverImage(tempDir(), files, { compress: "none" })));
}

describe.skipIf(missingTool(["wimlib-imagex"]))("the drivers in a boot image", () => {
  test("are those for disks and networks, each once, with what is for another Windows told so", async () => {
    const { image, drivers, ...rest } = await found(look(await makeDriverImage(tempDir())));
    expect(image).toEqual({ name: "Windows PE", architecture: "x64", version: "10.0.26100.1" });
    expect(rest).toEqual({
      found: true,
      infs: 5,
      systemFiles: ["storahci.sys", "stornvme.sys"],
      problems: [],
    });
    expect(drivers.map(({ inf, deviceClass, missingFiles }) => [inf, deviceClass, ...missingFiles])).toEqual([
      ["iastorvd.inf", "SCSIAdapter", "iastorvd.sys"],
      ["mshdc.inf", "HDC"],
      ["machine.inf", "System"],
      ["northnet.inf", "Net"],
    ]);
    expect(drivers.at(-1)).toEqual({
      inf: "northnet.inf",
      path: "\\Windows\\System32\\DriverStore\\FileRepository\\northnet.inf_amd64_0123456789abcdef\\northnet.inf",
      deviceClass: "Net",
      provider: "North Works",
      date: "2024-03-09",
      version: "1.2.3.4",
      catalog: null,
      missingFiles: [],
      devices: [
        { description: "I219 card", hardwareId: "PCI\\VEN_8086&DEV_15BB", compatibleIds: [], onlyFor: null },
        {
          description: "Card of tomorrow",
          hardwareId: "PCI\\VEN_8086&DEV_FFFF",
          compatibleIds: [],
          onlyFor: "NTamd64.10.0...90000",
        },
        {
          description: "Old card",
          hardwareId: "PCI\\VEN_8086&DEV_1000",
          compatibleIds: [],
          onlyFor: "NTx86",
        },
      ],
    });
    expect(drivers[2]?.devices.map(({ description }) => description)).toEqual(["NVMe switch"]);
  });

  test("of a medium are kept with it, and looked for anew only when its content is another", async () => {
    const dir = tempDir();
    const bootImage = readFileSync(await makeDriverImage(dir));
    const library = await openLibrary({ dir: join(dir, "library") });
    const { id, sha256 } = await library.importFile(
      makeBootMedium(dir, { medium: { "sources/boot.wim": bootImage } }),
    );
    const known = new KnownDrivers(library.dir);
    expect(await known.ofMedium(id, sha256)).toBeNull();
    const told: string[] = [];
    const looked = await known.lookAtMedium(id, sha256, { progress: (doing) => void told.push(doing) });
    expect((await found(looked)).drivers).toHaveLength(4);
    expect(new Set(told)).toEqual(
      new Set(["Looking for the boot image", "Reading the drivers of the boot image"]),
    );
    expect(await new KnownDrivers(library.dir).ofMedium(id, sha256)).toEqual(looked);
    expect(await known.ofMedium(id, "another")).toBeNull();
    const kept = join(library.dir, id, "drivers.json");
    writeFileSync(kept, readFileSync(kept, "utf8").replace('"format":1', '"format":0'));
    expect(await known.ofMedium(id, sha256)).toBeNull();
  });

  test("of a file are forgotten when the file is another", async () => {
    const path = await makeDriverImage(tempDir());
    const known = new KnownDrivers(tempDir());
    const looked = await known.lookAtFile(path, null, {});
    expect(await known.ofFile(path, null)).toEqual(looked);
    expect(await known.ofFile(path, 1)).toBeNull();
    writeFileSync(path, readFileSync(path));
    expect(await known.ofFile(path, null)).toBeNull();
  });

  test.for<[title: string, make: (dir: string) => Promise<string> | string, words: RegExp]>([
    ["an OS image", (dir) => makeOsImage(dir), /no boot image: its edition is Professional/],
    [
      "a boot image that is damaged",
      async (dir) => {
        const path = await makeDriverImage(dir, undefined, { compress: "none" });
        const bytes = readFileSync(path);
        const at = bytes.indexOf("ServiceBinary");
        bytes[at] = (bytes[at] ?? 0) ^ 0xff;
        writeFileSync(path, bytes);
        return path;
      },
      /damaged/,
    ],
    [
      "a medium whose boot image is none",
      (dir) => makeBootMedium(dir, { medium: { "sources/boot.wim": "MZ is not MSWIM".repeat(40) } }),
      /cannot be read/,
    ],
  ])("cannot be told of %s, and it says why", async ([, make, words]) => {
    const dir = tempDir();
    expect(await look(await make(dir))).toEqual({ found: false, message: expect.stringMatching(words) });
  });

  test("of a medium without a boot image are none", async () => {
    const dir = tempDir();
    const library = await openLibrary({ dir: join(dir, "library") });
    const { id, sha256 } = await library.importFile(
      makeBootMedium(dir, { medium: { "sources/boot.wim": null } }),
    );
    expect(await new KnownDrivers(library.dir).lookAtMedium(id, sha256, {})).toEqual({
      found: false,
      message: "The medium holds no \\sources\\boot.wim.",
    });
  });

  test("that are no INFs are told, and all others are read", async () => {
    const { drivers, problems } = await inImage({
      inf: { "bad.inf": "MZ", "huge.inf": Buffer.alloc(9_000_000, 0x20), "good.inf": infs.net },
    });
    expect(drivers.map(({ inf }) => inf)).toEqual(["good.inf"]);
    expect(problems).toEqual([
      { inf: "huge.inf", message: "It has 9000000 bytes; no INF is so large." },
      { inf: "bad.inf", message: "It has no section [Version]." },
    ]);
  });

  test("that are more than any Windows has are not unpacked", async () => {
    const filler = (n: number) => Buffer.concat([Buffer.from(`; ${n}`), Buffer.alloc(7_000_000, 0x20)]);
    const many = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`f${n}.inf`, filler(n)]));
    const { problems } = await inImage({ inf: { ...many, "net.inf": infs.net } });
    expect(problems.filter(({ message }) => message.includes("more INFs than any Windows"))).toHaveLength(2);
  });

  test("have their program also where their package keeps it", async () => {
    const { drivers } = await inImage({ store: { "iastorvd.inf": infs.raid }, inPackage: ["iaStorVD.sys"] });
    expect(drivers.map(({ inf, missingFiles }) => [inf, ...missingFiles])).toEqual([["iastorvd.inf"]]);
  });

  test("that are more than any Windows lists are not all looked at, and it says so", async () => {
    const dir = tempDir();
    const many = Array.from({ length: 20_500 }, (_, n) => file(`d${n}.inf`, "no INF"));
    const path = join(dir, "many.wim");
    const tree = [folder("Windows", [folder("INF", many)])];
    writeFileSync(path, await tinyWim(tree, { bootable: true }));
    const { problems, infs: count } = await found(look(path));
    expect(count).toBe(1);
    expect(problems.map(({ message }) => message)).toEqual([
      "The image has more drivers than any Windows: not all were looked at.",
      "It has no section [Version].",
    ]);
  });

  test.skipIf(!existsSync(SAMPLES)).for(existsSync(SAMPLES) ? readdirSync(SAMPLES) : [])(
    "of the sample %s are told, or why not",
    async (name) => {
      const told = await look(join(SAMPLES, name)).then(
        (drivers) => (drivers.found ? "found" : drivers.message),
        (thrown: unknown) => (thrown instanceof StagingFault ? thrown.code : String(thrown)),
      );
      expect(told).toMatch(/^(found|media-[a-z-]+|The boot image .*)$/);
    },
  );

  test("that are links lead nowhere", async () => {
    const dir = tempDir();
    const tree = join(dir, "tree");
    mkdirSync(join(tree, "Windows/INF"), { recursive: true });
    writeFileSync(join(dir, "secret.inf"), infs.net);
    symlinkSync(join(dir, "secret.inf"), join(tree, "Windows/INF/link.inf"));
    writeFileSync(join(tree, "Windows/INF/own.inf"), infs.ahci);
    const wim = join(dir, "boot.wim");
    execFileSync("wimlib-imagex", ["capture", tree, wim, "PE", "--boot", "--no-acls"], { stdio: "ignore" });
    const { drivers, infs: count } = await found(look(wim));
    expect(count).toBe(1);
    expect(drivers.map(({ inf }) => inf)).toEqual(["own.inf"]);
  });

  test("are looked for behind an import, and two who ask at once share one look", async () => {
    const dir = tempDir();
    const bootImage = readFileSync(await makeDriverImage(dir));
    const medium = makeBootMedium(dir, { medium: { "sources/boot.wim": bootImage } });
    await using engine = await startEngine(
      join(dir, "home"),
      process.getuid?.() === 0 ? ["--bench", "real"] : [],
    );
    const { id } = await importInto(engine, medium);
    const of = { media: id };
    await engine.until(() => engine.media().find((one) => one.id === id)?.state === "checked");
    const { drivers, task } = await engine.client.bootDrivers({ of });
    expect(task).toBeNull();
    expect((await found(drivers ?? { found: false, message: "nobody looked" })).drivers).toHaveLength(4);
    const again = { of, look: "again" as const };
    const looks = await Promise.all([engine.client.bootDrivers(again), engine.client.bootDrivers(again)]);
    expect(looks[0].task).not.toBeNull();
    expect(looks[1]).toEqual(looks[0]);
    const nobody = engine.client.bootDrivers({ of: { media: "nobody" } });
    await expect(nobody).rejects.toMatchObject({ code: "media-missing" });
  });

  test("are not read on after a cancel, and nothing is left of the look", async () => {
    const dir = tempDir();
    const abort = new AbortController();
    const known = new KnownDrivers(dir);
    const looking = known.lookAtFile(await makeDriverImage(tempDir()), null, {
      signal: abort.signal,
      progress: (doing) => void (doing.startsWith("Reading") && abort.abort(new Error("enough"))),
    });
    await expect(looking).rejects.toThrow("enough");
    expect(execFileSync("ls", ["-A", dir], { encoding: "utf8" })).toBe("");
  });
});
