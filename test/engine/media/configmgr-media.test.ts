import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { kindOfMedium } from "../../../shared/media-kind.ts";
import type { Media } from "../../../shared/media.ts";
import { refuseLossy } from "../../../electron/engine/staging/refuse-lossy.ts";
import { openLibrary } from "../../../electron/engine/media/library.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { rawNames, rawWim, symbolicLink, wimOf, type RawEntry } from "../../support/raw-wim.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { verdict } from "../../support/wim.ts";

const skip = missingTool(["wimlib-imagex"]);
const VARIABLES = "what nobody can read without the password";
const file = (name: string, content: string): RawEntry => ({ name, content });
const folder = (name: string, children: RawEntry[]): RawEntry => ({ name, children });

/** Laid out as the console does; \SMS in the case that it has there, so that nothing depends on it. */
function medium(ini: string | null, more: { variables?: boolean; others?: RawEntry[] } = {}): RawEntry[] {
  const { variables = true, others = [] } = more;
  const data = [
    ...(ini === null ? [] : [file("TsmBootstrap.ini", ini)]),
    ...(variables ? [file("variables.DAT", VARIABLES)] : []),
  ];
  return [
    file("bootmgr", "x"),
    folder("sms", [folder("Data", data)]),
    folder("sources", [file("boot.ABC00005.wim", "no boot image")]),
    folder("_SMSTaskSequence", [
      folder("Packages", [
        folder("ABC0000F", [file("install.wim", "12345"), folder("more", [file("a.cab", "123")])]),
        folder("ABC0000A", []),
        folder("no package", [file("x", "y")]),
      ]),
    ]),
    ...others,
  ];
}

async function lookedAt(entries: RawEntry[], packed = false): Promise<Media> {
  const dir = tempDir();
  const wim = join(dir, "raw.wim");
  writeFileSync(wim, wimOf(entries));
  if (packed) execFileSync("wimlib-imagex", ["export", wim, "1", join(dir, "lzx.wim"), "--compress=LZX"]);
  const library = await openLibrary({ dir: join(dir, "library") });
  const { id } = await library.importFile(packed ? join(dir, "lzx.wim") : wim);
  return library.checkContents(id);
}

const stops = (found: Media): Promise<string> => verdict((async () => refuseLossy(found, 1))());
const codes = ({ contents }: Media) => contents?.findings.map(({ code }) => code);

describe.skipIf(skip)("media that Configuration Manager made", () => {
  test.each([false, true])(
    "are recognised, with all that can be known of them (packed: %s)",
    async (packed) => {
      const ini = "\uFEFF[MediaInfo]\r\nMediaType=OEMMedia\r\nPasswordRequired=true\r\nUnattended=false\r\n";
      const found = await lookedAt(medium(ini), packed);
      expect(kindOfMedium(found)).toBe("prestaged");
      expect(found.contents?.layout).toEqual({
        kind: "prestaged",
        mediaType: "OEMMedia",
        passwordRequired: true,
        unattended: false,
        settings: [
          { name: "MediaType", value: "OEMMedia" },
          { name: "PasswordRequired", value: "true" },
          { name: "Unattended", value: "false" },
        ],
        variables: {
          sizeBytes: VARIABLES.length,
          sha256: createHash("sha256").update(VARIABLES).digest("hex"),
        },
        packages: [
          { id: "ABC0000A", files: 0, bytes: 0 },
          { id: "ABC0000F", files: 2, bytes: 8 },
        ],
        bootImageId: "ABC00005",
      });
      expect(codes(found)).toEqual([]);
      expect(await stops(found)).toBe("accepted");
    },
  );

  const kinds: [mediaType: string, kind: string, codes: string[], start: string][] = [
    ["BootMedia", "bootable", ["configmgr-bootable"], "accepted"],
    ["FullMedia", "standalone", ["configmgr-standalone"], "media-contents-unfit"],
    ["CaptureMedia", "capture", ["configmgr-capture"], "media-contents-unfit"],
    ["SomethingNew", "other", ["configmgr-other"], "accepted"],
  ];
  test.each(kinds)(
    "of type %s are named as %s, and warned of or refused",
    async (type, kind, found, start) => {
      const medium_ = await lookedAt(medium(`[MediaInfo]\nMediaType=${type}\n`));
      expect(medium_.contents?.layout?.kind).toBe(kind);
      expect(codes(medium_)).toEqual(found);
      expect(await stops(medium_)).toBe(start);
    },
  );

  test("that ask for a password nobody could check are warned of", async () => {
    const ini = "[MediaInfo]\nMediaType=OEMMedia\nPasswordRequired=true\n";
    expect(codes(await lookedAt(medium(ini, { variables: false })))).toEqual(["configmgr-variables-missing"]);
  });

  test("whose settings are missing, huge or a folder are told as what they are, not guessed", async () => {
    expect((await lookedAt(medium(null))).contents?.layout).toMatchObject({ kind: "other", mediaType: "" });
    const huge = `[MediaInfo]\nMediaType=OEMMedia\n${"x".repeat(100_000)}`;
    expect((await lookedAt(medium(huge))).contents?.layout).toMatchObject({ kind: "other", settings: [] });
    const none = [folder("SMS", [folder("data", [folder("TsmBootstrap.ini", [])])])];
    expect((await lookedAt(none)).contents?.layout).toMatchObject({ kind: "other", settings: [] });
  });

  test("whose files are links into this computer are not followed", async () => {
    const data = [
      symbolicLink("TsmBootstrap.ini", "C:\\etc\\hostname"),
      symbolicLink("Variables.dat", "C:\\etc\\shadow"),
    ];
    const found = await lookedAt([folder("SMS", [folder("data", data)])]);
    expect(found.contents?.layout).toMatchObject({ kind: "other", settings: [], variables: null });
  });

  test("are not seen in an image that has none of their files", async () => {
    const found = await lookedAt([folder("Windows", [file("a", "b")])]);
    expect(found.contents?.layout).toBeNull();
    expect(kindOfMedium(found)).toBe("plain");
    expect(kindOfMedium({})).toBe("unknown");
  });

  test("with a list of names that never ends are bad, and said so", async () => {
    const dir = tempDir();
    const wim = join(dir, "raw.wim");
    const names = rawNames([file("a", "x")]).subarray(0, -8);
    writeFileSync(wim, rawWim(names, ["x"]));
    const library = await openLibrary({ dir: join(dir, "library") });
    const imported = await library.importFile(wim).catch((thrown: unknown) => thrown);
    const id = imported instanceof Error ? null : (imported as Media).id;
    if (id === null) expect(imported).toMatchObject({ code: "media-corrupt" });
    else await expect(library.checkContents(id)).rejects.toMatchObject({ code: "media-corrupt" });
  });
});
