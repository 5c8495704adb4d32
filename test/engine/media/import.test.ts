import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openLibrary, type Library } from "../../../electron/engine/media/library.ts";
import { missingTool } from "../../support/boot-disk.ts";
import {
  changed,
  changedNames,
  file,
  folder,
  HEADER,
  tinyWim,
  verdict,
  withIntegrity,
} from "../../support/wim.ts";

const SAMPLES = join(import.meta.dirname, "../../../../shared/samples/wim");
const skip = missingTool(["wimlib-imagex"]);

let work: string;
let wim: Buffer;
let library: Library;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "media-import-"));
  const tree = [
    file("bootmgr"),
    folder("Boot", [file("BCD"), file("boot.sdi")]),
    file("notes.txt", "x".repeat(9000)),
  ];
  wim = withIntegrity(await tinyWim(tree), 1000);
});
afterAll(() => rm(work, { recursive: true, force: true }));
beforeEach(async () => {
  library = await openLibrary({ dir: await mkdtemp(join(work, "library-")) });
});

async function saved(bytes: Uint8Array, name = "medium.wim"): Promise<string> {
  const path = join(await mkdtemp(join(work, "source-")), name);
  await writeFile(path, bytes);
  return path;
}

const importBytes = async (bytes: Uint8Array): Promise<string> =>
  verdict(library.importFile(await saved(bytes)));

describe.skipIf(skip)("importing a medium", () => {
  test("copies it whole and tells all that is known of it", async () => {
    const path = await saved(wim, "Field laptop.wim");
    const medium = await library.importFile(path, { sample: true });
    expect(medium).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: "Tiny",
      standing: "current",
      version: "",
      createdBy: "",
      comment: "",
      sha256: createHash("sha256").update(wim).digest("hex"),
      sizeBytes: wim.length,
      compression: "none",
      hasIntegrityTable: true,
      images: [expect.objectContaining({ index: 1, name: "Tiny", files: 4, directories: 1 })],
      bootFiles: {
        bootmgr: true,
        biosBcd: true,
        bootSdi: true,
        bootWim: false,
        efiLoader: false,
        efiBcd: false,
      },
      state: "unchecked",
      problem: null,
      signature: expect.objectContaining({ state: "unsigned", signer: null, covers: null }) as unknown,
      importedAt: expect.stringMatching(/Z$/),
      source: path,
      sample: true,
    });
    expect(await readFile(library.pathOf(medium.id))).toEqual(wim);
    expect((await openLibrary({ dir: library.dir })).list()).toEqual([medium]);
  });

  test("tells how far it is, up to the end", async () => {
    const told: [string, number, number][] = [];
    await library.importFile(await saved(wim), { progress: (...args) => told.push(args) });
    expect(told).toEqual([
      ["Copying into the library", wim.length, wim.length],
      ["Looking at the names in it", wim.length, wim.length],
    ]);
  });

  test("refuses a file cut off at any of twenty places", async () => {
    const cuts = Array.from({ length: 20 }, (_, n) => 208 + Math.floor(((wim.length - 208) * n) / 20));
    for (const at of cuts)
      expect([at, await importBytes(wim.subarray(0, at))]).toEqual([at, "media-truncated"]);
    expect(await readdir(library.dir)).toEqual([]);
  });

  test("finds each flipped bit in the contents and in the integrity table", async () => {
    const tableAt = Number(wim.readBigUInt64LE(HEADER.integrity + 8));
    for (const at of [
      208,
      700,
      5000,
      9200,
      tableAt,
      tableAt + 5,
      tableAt + 9,
      tableAt + 12,
      wim.length - 1,
    ]) {
      const flipped = changed(wim, (w) => (w[at] = (w[at] ?? 0) ^ 0x08));
      expect([at, await importBytes(flipped)]).toEqual([at, "media-corrupt"]);
    }
    expect(await readdir(library.dir)).toEqual([]);
  });

  test("a flipped bit in the header is refused, or does no harm", async () => {
    const codes = new Set<string>();
    for (let at = 0; at < 208; at += 3)
      codes.add(await importBytes(changed(wim, (w) => (w[at] = (w[at] ?? 0) ^ (1 << (at % 8))))));
    expect([...codes].toSorted()).toEqual([
      "accepted", // the GUID, reserved bits, bytes nobody uses
      "media-corrupt",
      "media-not-wim",
      "media-split-part",
      "media-truncated",
      "media-unsupported",
    ]);
  });

  test("refuses what is no file, and does not wait for a pipe that nobody writes to", async () => {
    const dir = await mkdtemp(join(work, "odd-"));
    spawnSync("mkfifo", [join(dir, "pipe.wim")]);
    await symlink("nowhere", join(dir, "dangling.wim"));
    await writeFile(join(dir, "text.wim"), "not a wim at all, but long enough".repeat(20));
    const codes: Record<string, string> = {};
    for (const name of ["pipe.wim", "dangling.wim", "text.wim", "missing.wim", "text.wim/below.wim", "."])
      codes[name] = await verdict(library.importFile(join(dir, name)));
    codes["/dev/null"] = await verdict(library.importFile("/dev/null"));
    expect(codes).toEqual({
      "pipe.wim": "media-not-wim",
      "dangling.wim": "media-missing",
      "text.wim": "media-not-wim",
      "missing.wim": "media-missing",
      "text.wim/below.wim": "media-missing",
      ".": "media-not-wim",
      "/dev/null": "media-not-wim",
    });
  });

  test.skipIf(process.getuid?.() !== 0)("says so when this user may not read the file", async () => {
    const dir = await mkdtemp(join(tmpdir(), "media-nobody-"));
    try {
      await chmod(dir, 0o777);
      await mkdir(join(dir, "library"), { mode: 0o777 });
      await chmod(join(dir, "library"), 0o777);
      await writeFile(join(dir, "secret.wim"), wim, { mode: 0o600 });
      const child = join(import.meta.dirname, "../../support/import-child.ts");
      const args = ["--reuid=65534", "--regid=65534", "--clear-groups", process.execPath, child];
      const run = spawnSync("setpriv", [...args, join(dir, "library"), join(dir, "secret.wim")], {
        encoding: "utf8",
      });
      expect(run.stdout).toBe("begun\nmedia-missing\n");
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  test("the same file again is the medium that is there, also when both come at once", async () => {
    const { id } = await library.importFile(await saved(wim, "one.wim"));
    const first = await library.markChecked(id);
    const again = await library.importFile(await saved(wim, "two.wim"));
    const other = await saved(withIntegrity(await tinyWim([file("other")]), 512));
    const both = await Promise.all([library.importFile(other), library.importFile(other)]);
    expect(again).toEqual(first);
    expect(both[0]).toEqual(both[1]);
    expect(library.list()).toEqual([{ ...first, standing: "older" }, both[0]]);
    expect((await readdir(library.dir)).toSorted()).toEqual([first.id, both[0].id].toSorted());
  });

  test("a file that is written to while it is copied is refused", async () => {
    const path = await saved(wim);
    const grow = (doing: string): unknown => doing.startsWith("Copying") && truncate(path, wim.length + 1);
    expect(await verdict(library.importFile(path, { progress: grow }))).toBe("media-corrupt");
  });
});

describe.skipIf(skip)("a hostile .wim", () => {
  const names: [string, string, string][] = [
    ["leaving by ..", "..", "media-unsafe-path"],
    ["hiding in .", ".", "media-unsafe-path"],
    ["climbing by one name with slashes", "../../etc/cron.d/x", "media-unsafe-path"],
    ["climbing by backslashes", "..\\..\\Windows", "media-unsafe-path"],
    ["with a line break in a name", "a\nb", "media-unsafe-path"],
    ["with a line break and a false error", "a\nERROR: x", "media-unsafe-path"],
  ];
  test.for(names)("%s is refused", async ([, name, code]) => {
    const inside = folder("inside", [file(name, "harm")]);
    expect(await importBytes(await tinyWim([file("bootmgr"), inside]))).toBe(code);
    expect(await readdir(library.dir)).toEqual([]);
  });

  test("whose second name list leads outside is refused for that image too", async () => {
    const first = await saved(await tinyWim([file("good")]), "both.wim");
    const second = await saved(await tinyWim([folder("sub", [file("..", "harm")])]), "second.wim");
    spawnSync("wimlib-imagex", ["export", second, "1", first, "Second"]);
    expect(await verdict(library.importFile(first))).toBe("media-unsafe-path");
  });

  test("whose folder lies inside itself neither hangs nor passes", async () => {
    const looped = changedNames(await tinyWim([folder("loop", [file("x")])]), (names) => {
      const firstEntry = 8 + 104 + 8;
      names.writeBigUInt64LE(BigInt(firstEntry), firstEntry + 16);
    });
    expect(await importBytes(looped)).toBe("media-corrupt");
  });

  test("whose list of names claims an entry of four billion bytes is refused", async () => {
    const absurd = changedNames(await tinyWim([file("x")]), (names) =>
      names.writeUInt32LE(0xffff_fff8, 8 + 104 + 8),
    );
    expect(await importBytes(absurd)).toBe("media-corrupt");
  });
});

describe.skipIf(skip || !existsSync(SAMPLES))("files that others made", () => {
  const verdicts: readonly [string, string, string][] = [
    ["BootLZX.wim", "accepted", "checked"],
    ["MultiImage.wim", "accepted", "checked"],
    ["VerifyFail.wim", "media-corrupt", ""],
    ["archive1.zip.0.wim", "accepted", "checked"],
    ["archive1.zip.1.wim", "accepted", "checked"],
    ["archive1.zip.2.wim", "accepted", "checked"],
    ["corrupted_file_1.wim", "accepted", "bad"], // no integrity table: only unpacking tells
    ["dotdot.wim", "media-unsafe-path", ""],
    ["longpaths.wim", "accepted", "checked"],
    ["simple1.dat.0.wim", "accepted", "checked"],
    ["simple3.dat.0.wim", "accepted", "checked"],
  ];
  test.for(verdicts)("%s: %s %s", async ([name, code, state]) => {
    const outcome = await verdict(library.importFile(join(SAMPLES, name)));
    const [medium] = library.list();
    const checked = medium ? (await library.check(medium.id)).state : "";
    expect([outcome, checked]).toEqual([code, state]);
  });

  test("none of them is without a verdict", async () => {
    const there = (await readdir(SAMPLES)).filter((name) => name.endsWith(".wim"));
    expect(there.toSorted()).toEqual(verdicts.map(([name]) => name).toSorted());
  });

  test("one cut off anywhere is never accepted", async () => {
    const bytes = await readFile(join(SAMPLES, "BootLZX.wim"));
    for (let n = 0; n < 20; n++)
      expect(await importBytes(bytes.subarray(0, Math.floor((bytes.length * n) / 20)))).not.toBe("accepted");
  });

  test("the parts of a split set are put together, whichever is named", async () => {
    const dir = await mkdtemp(join(work, "split-"));
    spawnSync("wimlib-imagex", ["split", join(SAMPLES, "simple1.dat.0.wim"), join(dir, "part.swm"), "0.001"]);
    await cp(join(SAMPLES, "archive1.zip.2.wim"), join(dir, "big.wim"));
    const parts = (await readdir(dir)).filter((name) => name.endsWith(".swm"));
    const codes = await Promise.all(parts.map((name) => verdict(library.importFile(join(dir, name)))));
    expect([parts.length > 1, new Set(codes)]).toEqual([true, new Set(["accepted"])]);
  });

  test("solid and pipable ones are told apart from damage", async () => {
    const dir = await mkdtemp(join(work, "kinds-"));
    const source = join(SAMPLES, "archive1.zip.2.wim");
    const make = async (name: string, ...how: string[]): Promise<string> => {
      spawnSync("wimlib-imagex", ["export", source, "1", join(dir, name), ...how]);
      return verdict(library.importFile(join(dir, name)));
    };
    expect({
      solid: await make("solid.esd", "--solid"),
      pipable: await make("pipable.wim", "--pipable"),
      lzms: await make("lzms.wim", "--compress=LZMS"),
    }).toEqual({ solid: "media-unsupported", pipable: "media-unsupported", lzms: "accepted" });
    expect(library.list().map(({ source, compression }) => [basename(source), compression])).toEqual([
      ["lzms.wim", "LZMS"],
    ]);
  });
});
