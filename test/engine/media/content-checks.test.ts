import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contentCheckWords } from "../../../shared/content-check-words.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { applyImage } from "../../../electron/engine/machine/wim-apply.ts";
import { openLibrary, type Library } from "../../../electron/engine/media/library.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { importInto, startBays, startEngine } from "../../support/engine-process.ts";
import { symbolicLink, wimOf, type RawEntry } from "../../support/raw-wim.ts";
import { tempDir } from "../../support/temp-dir.ts";

const skip = missingTool(["wimlib-imagex", "mkfs.ntfs", "ntfsls", "ntfscat"]);
const CONTENT = "what is in it";
const file = (name: string, more: Partial<RawEntry> = {}): RawEntry => ({ name, content: CONTENT, ...more });

interface Landed {
  /** "applied", or the code of the fault. */
  how: string;
  files: string[];
  /** What the file `a` holds, or its stream. */
  read(stream?: string): string;
}

/** Lays an image out as staging does. */
async function layOut(entries: RawEntry[]): Promise<Landed> {
  const dir = tempDir();
  const at = (name: string) => join(dir, name);
  writeFileSync(at("raw.wim"), wimOf(entries));
  execFileSync("truncate", ["-s", "16M", at("volume")]);
  const sbin = { env: { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin` } };
  execFileSync("mkfs.ntfs", ["-FQq", at("volume")], { stdio: "ignore", ...sbin });
  const how = await applyImage(at("raw.wim"), 1, at("volume"), () => {}, new AbortController().signal).then(
    () => "applied",
    (thrown: unknown) => (thrown instanceof StagingFault ? thrown.code : String(thrown)),
  );
  const listed = execFileSync("ntfsls", [at("volume")], { encoding: "utf8", ...sbin });
  const read = (stream = "") =>
    execFileSync("ntfscat", [...(stream === "" ? [] : ["-n", stream]), at("volume"), "a"], {
      encoding: "utf8",
      ...sbin,
    });
  return { how, files: listed.split("\n").filter((name) => name !== ""), read };
}

describe.skipIf(skip)("what is told of a medium's names and files is what staging does with them:", () => {
  test("what stops is not written, or not all of it", async () => {
    expect(await layOut([file("x".repeat(256))])).toMatchObject({ how: "master-failed" });
    expect(await layOut([file("a", { absent: true })])).toMatchObject({ how: "media-corrupt" });
    expect((await layOut([file("a"), file("a", { content: "other" })])).files).toEqual(["a"]);
    expect((await layOut([file("a", { attributes: 0x4020 })])).read()).toBe("");
  });

  test("what Windows stumbles over is written", async () => {
    const names = ["A", "B ", "a", "a:b", "a?b", "con", "d."];
    const { how, files } = await layOut(names.map((name) => file(name)));
    expect(how).toBe("applied");
    expect(files.toSorted()).toEqual(names);
  });

  test("streams, links and sparse files are written with their content", async () => {
    const stream = await layOut([file("a", { streams: [{ name: "more", content: "a stream" }] })]);
    expect([stream.read(), stream.read("more")]).toEqual([CONTENT, "a stream"]);
    expect((await layOut([file("a", { attributes: 0x220 })])).read()).toBe(CONTENT);
    expect((await layOut([file("a", { linkGroup: 1 }), file("b", { linkGroup: 1 })])).files).toEqual([
      "a",
      "b",
    ]);
    expect((await layOut([file("a", { tags: [2] })])).read()).toBe(CONTENT);
  });
});

const odd: RawEntry[] = [
  { name: "Windows", children: [file("CON"), file("ok.txt"), file("OK.TXT")] },
  file("link 1", { linkGroup: 3 }),
  file("link 2", { linkGroup: 3 }),
];
const whatIsFound = [
  { code: "hard-links", image: 1, count: 1, example: "\\link 2" },
  { code: "name-reserved", image: 1, count: 1, example: "\\Windows\\CON" },
  { code: "name-case-collision", image: 1, count: 1, example: "\\Windows\\OK.TXT" },
];

async function importRaw(entries: RawEntry[], compress?: string): Promise<{ library: Library; id: string }> {
  const dir = tempDir();
  const wim = join(dir, "raw.wim");
  writeFileSync(wim, wimOf(entries));
  const packed = join(dir, "packed.wim");
  if (compress) execFileSync("wimlib-imagex", ["export", wim, "1", packed, `--compress=${compress}`]);
  const library = await openLibrary({ dir: join(dir, "library") });
  return { library, id: (await library.importFile(compress ? packed : wim)).id };
}

describe.skipIf(skip)("a look at the names of a medium", () => {
  test.each([undefined, "XPRESS", "LZX", "LZMS"])("finds the same however it is packed (%s)", async (how) => {
    const { library, id } = await importRaw(odd, how);
    const { contents } = await library.checkContents(id);
    expect(contents?.findings).toHaveLength(whatIsFound.length);
    expect(contents?.findings).toEqual(expect.arrayContaining(whatIsFound));
    expect(contents?.images).toEqual([
      {
        index: 1,
        files: 5,
        folders: 1,
        bytes: 4 * CONTENT.length,
        largest: { path: expect.any(String), bytes: CONTENT.length },
        securityDescriptors: 0,
      },
    ]);
  });

  test("is kept with the medium, is done once, and leaves nothing else behind", async () => {
    const { library, id } = await importRaw(odd, "LZX");
    const [one, two] = await Promise.all([library.checkContents(id), library.checkContents(id)]);
    expect(two).toEqual(one);
    expect(readdirSync(library.dir)).toEqual([id]);
    const again = await openLibrary({ dir: library.dir });
    expect(again.get(id)?.contents).toEqual(one.contents);
  });

  test("says in words what each finding means, without a word that is missing", () => {
    for (const { what, todo } of Object.values(contentCheckWords)) {
      expect(what).toMatch(/^[A-Z].*[^.]$/);
      expect(todo).toMatch(/^[A-Z].*\.$/);
    }
  });
});

test.skipIf(skip)(
  "a medium that a drive would not carry whole is refused in words, and nothing is written",
  async () => {
    const dir = tempDir();
    const wim = join(dir, "raw.wim");
    writeFileSync(wim, wimOf([file("bootmgr"), file("secret.doc", { attributes: 0x4020 })]));
    await using engine = await startEngine(join(dir, "home"), ["--bays", "1", "--bay-size", "1G"]);
    const media = await importInto(engine, wim);
    const refused = await startBays(engine, media.id).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({
      code: "media-contents-unfit",
      message:
        "“Raw”: Files encrypted with EFS: 1 in image 1, such as \\secret.doc. They would arrive empty. Decrypt them before the image is captured.",
    });
    expect(engine.snapshot().jobs).toEqual([]);
  },
);

test.skipIf(skip)(
  "a link where a boot file belongs is refused: it would bring a file of this computer onto drives",
  async () => {
    const { library, id } = await importRaw([
      { name: "sources", children: [symbolicLink("boot.wim", "C:\\etc\\shadow")] },
    ]);
    await expect(library.checkBoot(id)).rejects.toMatchObject({
      code: "media-unsafe-path",
      message: "\\sources\\boot.wim in the medium is a link, where a file belongs.",
    });
    expect(readdirSync(library.dir)).toEqual([id]);
  },
);
