import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openLibrary, type Library } from "../../../electron/engine/media/library.ts";
import { makeSampleMedium } from "../../../electron/engine/media/sample.ts";
import type { Media } from "../../../shared/media.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { verdict } from "../../support/wim.ts";

const RESOURCES = join(import.meta.dirname, "../../../resources/boot-code");
const skip = missingTool(["wimlib-imagex"]);

let work: string;
let path: string;
let library: Library;
let medium: Media;
let listing: string[];
const told: [string, number, number][] = [];

beforeAll(async () => {
  if (skip) return;
  work = await mkdtemp(join(tmpdir(), "media-sample-"));
  path = await makeSampleMedium({ dir: work, progress: (...args) => told.push(args) });
  library = await openLibrary({ dir: join(work, "library") });
  medium = await library.importFile(path, { sample: true });
  listing = run("dir", path, "1", "--detailed").split(/^-{70,}$/m);
});
afterAll(() => work && rm(work, { recursive: true, force: true }));

function run(...args: string[]): string {
  return execFileSync("wimlib-imagex", args, { encoding: "utf8", maxBuffer: 64 << 20 });
}

const field = (entry: string, name: string): string =>
  new RegExp(`^${name} += (.*)$`, "m").exec(entry)?.[1] ?? "";
const entryOf = (name: string): string =>
  listing.find((entry) => field(entry, "Full Path") === `"${name}"`) ?? "";

describe.skipIf(skip)("the training medium", () => {
  test("says what it is, and imports as any other", () => {
    expect(medium).toMatchObject({
      name: "Prestage training medium",
      version: "1.0",
      createdBy: "Prestage",
      comment: "Generated on this station to train with. It holds no Windows.",
      compression: "XPRESS",
      hasIntegrityTable: true,
      images: [{ architecture: "x64", edition: "Training", languages: ["en-US"] }],
      bootFiles: {
        bootmgr: true,
        biosBcd: true,
        bootSdi: true,
        bootWim: true,
        efiLoader: true,
        efiBcd: true,
      },
      sample: true,
    });
  });

  test("holds some three thousand files of together some 400 MB", () => {
    const [image] = medium.images;
    expect(image?.files).toBeGreaterThan(2900);
    expect(image?.files).toBeLessThan(3200);
    expect(medium.sizeBytes).toBeGreaterThan(200e6);
    expect(told.at(-1)?.[2]).toBeGreaterThan(380e6);
    expect(told.at(-1)?.[2]).toBeLessThan(450e6);
  });

  test("every content in it is what its checksum says", async () => {
    expect((await library.check(medium.id)).state).toBe("checked");
  });

  test("has security descriptors of several kinds on every file, and hard links", () => {
    const descriptors = new Map<string, number>();
    for (const entry of listing.slice(1)) {
      const descriptor = field(entry, "Security Descriptor");
      descriptors.set(descriptor, (descriptors.get(descriptor) ?? 0) + 1);
    }
    const linked = listing.filter((entry) => Number(field(entry, "Link Count")) > 1);
    expect({ kinds: descriptors.size, without: descriptors.get("") }).toEqual({
      kinds: 5,
      without: undefined,
    });
    expect(linked.length).toBeGreaterThan(900);
  });

  test("hides what Windows hides", () => {
    expect(field(entryOf("/bootmgr"), "Attributes")).toBe("0x00000026");
  });

  test("holds a boot image that a boot manager may start", async () => {
    run(
      "extract",
      path,
      "1",
      "/sources/boot.wim",
      "/bootmgr",
      `--dest-dir=${work}`,
      "--no-acls",
      "--no-attributes",
    );
    const header = run("info", join(work, "boot.wim"), "--header");
    expect(/Boot Index += (\d)/.exec(header)?.[1]).toBe("1");
    expect(run("verify", join(work, "boot.wim"))).toContain("successfully verified");
    const code = await readFile(join(RESOURCES, "training-bootmgr.bin"));
    expect((await readFile(join(work, "bootmgr"))).subarray(0, code.length)).toEqual(code);
  });

  test("is the same file when an ordinary user makes it again", async () => {
    const dir = await mkdtemp(join(tmpdir(), "media-sample-again-"));
    try {
      await chmod(dir, 0o777);
      const module = pathToFileURL(
        join(import.meta.dirname, "../../../electron/engine/media/sample.ts"),
      ).href;
      const script = `const { makeSampleMedium } = await import("${module}"); await makeSampleMedium({ dir: process.argv[1] });`;
      const node = [process.execPath, "--input-type=module", "-e", script, dir];
      const asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
      const [program = "", ...args] = process.getuid?.() === 0 ? [...asNobody, ...node] : node;
      expect(spawnSync(program, args, { encoding: "utf8" }).stderr).toBe("");
      expect(await readdir(dir)).toEqual(["Prestage training medium.wim"]);
      const bytes = await readFile(join(dir, "Prestage training medium.wim"));
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(medium.sha256);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  test.skipIf(process.getuid?.() !== 0)(
    "is not made on a disk that is too full, or fills up meanwhile",
    async () => {
      const dir = await mkdtemp(join(work, "disk-"));
      spawnSync("mount", ["-t", "tmpfs", "-o", "size=760m", "tmpfs", dir]);
      try {
        const fill = (mb: number): void => {
          spawnSync("dd", ["if=/dev/zero", `of=${join(dir, "filler")}`, "bs=1M", `count=${mb}`]);
        };
        const progress = (doing: string): void => void (doing.startsWith("Packing") && fill(300));
        expect(await verdict(makeSampleMedium({ dir, progress }))).toBe("disk-full");
        expect(await verdict(makeSampleMedium({ dir }))).toBe("disk-full");
        expect(await readdir(dir)).toEqual(["filler"]);
      } finally {
        spawnSync("umount", [dir]);
      }
    },
  );

  test("cancelled in the making, leaves nothing, nor does one that was killed", async () => {
    const dir = await mkdtemp(join(work, "cancelled-"));
    await mkdir(join(dir, ".making-sample-killed"));
    const cancel = new AbortController();
    const reason = new Error("cancelled by the operator");
    const progress = (_doing: string, doneBytes: number): void =>
      void (doneBytes > 0 && cancel.abort(reason));
    await expect(makeSampleMedium({ dir, signal: cancel.signal, progress })).rejects.toBe(reason);
    expect(await readdir(dir)).toEqual([]);
  });
});
