import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { browseFolder } from "../../../electron/engine/browse-folder.ts";
import { describeImage } from "../../../electron/engine/media/create/describe-image.ts";
import { templateOf } from "../../../electron/engine/media/create/template.ts";
import { kindProblem } from "../../../shared/media-create.ts";
import { CreateDraft } from "../../../shared/media-draft.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { createRoom, wimlib, type CreateRoom } from "../../support/create-room.ts";
import { makeOsImage } from "../../support/source-images.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { verdict } from "../../support/wim.ts";

const skip = missingTool(["wimlib-imagex"]);

describe.skipIf(skip)("before an image is chosen", () => {
  let room: CreateRoom;
  beforeEach(async () => {
    room = await createRoom();
  });

  test("it says what it is, and why it cannot be the other kind", async () => {
    const boot = await describeImage(join(room.dir, "boot.wim"));
    const os = await describeImage(join(room.dir, "install.wim"));
    expect(boot).toMatchObject({ compression: "LZX", bootIndex: 1, images: [{ name: "Windows PE" }] });
    expect(os).toMatchObject({ bootIndex: 0, images: [{ edition: "Professional", architecture: "x64" }] });
    const [inBoot, inOs] = [boot.images[0], os.images[0]];
    if (!inBoot || !inOs) throw new Error("no image");
    expect([kindProblem(inBoot, "boot"), kindProblem(inOs, "os")]).toEqual([null, null]);
    expect(kindProblem(inOs, "boot")).toBe("Image 1 is no boot image: its edition is Professional.");
    expect(kindProblem(inBoot, "os")).toBe("Image 1 is a boot image (WinPE), no operating system.");
  });

  test("one part of a set, a text, a folder and nothing at all are refused in words", async () => {
    const os = await makeOsImage(room.dir, { bytes: 17_000_000, name: "install-large.wim" });
    wimlib("split", os, join(room.dir, "part.swm"), "16");
    writeFileSync(join(room.dir, "text.wim"), "no wim ".repeat(100));
    const of = (name: string) => verdict(describeImage(join(room.dir, name)));
    expect([await of("part.swm"), await of("text.wim"), await of("."), await of("none.wim")]).toEqual([
      "media-split-part",
      "media-not-wim",
      "media-not-wim",
      "media-missing",
    ]);
  });

  test("an .esd is told as what it is", async () => {
    const path = await makeOsImage(room.dir, { compress: "LZMS", name: "install.esd" });
    expect(await describeImage(path)).toMatchObject({ compression: "LZMS" });
  });
});

describe.skipIf(skip)("a finished medium as the beginning of the next", () => {
  test("brings everything along but its version and its secrets, and makes a medium again", async () => {
    const room = await createRoom();
    const variables = [
      { name: "SMSTSMP", value: "http://mp", hidden: false },
      { name: "Region", value: "west", hidden: false },
    ];
    const prestart = { command: "cmd /C ask.cmd", files: [] };
    const made = { variables, prestart, unattended: true, unknownComputers: true };
    const { media } = await room.create({ ...made, destination: { to: "library" } });
    const id = media?.id ?? "";
    const { draft, notes } = await templateOf(room.library, id);
    expect(draft).toEqual({
      ...CreateDraft.parse({}),
      name: "Field laptop",
      createdBy: "Bench one",
      comment: "For the west",
      unattended: true,
      unknownComputers: true,
      bootFrom: "medium",
      bootMedia: id,
      osFrom: "medium",
      osMedia: id,
      variables,
      prestart: true,
      command: "cmd /C ask.cmd",
    });
    expect(notes).toContain("Its password and its certificate are not taken along.");
    const next = await room.create({
      version: "3.3",
      destination: { to: "library" },
      bootImage: { from: "medium", media: id },
      osImage: { from: "medium", media: id },
    });
    expect(next.media).toMatchObject({ version: "3.3", bootFiles: media?.bootFiles });
    const parts = next.manifest.parts.map(({ path }) => path);
    expect(parts.filter((path) => path === "/sources/boot.wim")).toHaveLength(1);
  });

  test("under a password its variables stay closed", async () => {
    const room = await createRoom();
    const variables = [{ name: "PIN", value: "secret", hidden: true }];
    const { media } = await room.create({ variables, password: "secret", destination: { to: "library" } });
    const { draft, notes } = await templateOf(room.library, media?.id ?? "");
    expect([draft.protect, draft.variables]).toEqual([true, []]);
    expect(notes.join(" ")).toContain("under its password");
    expect(JSON.stringify(draft)).not.toContain("secret");
  });
});

describe("the folders of the engine's computer", () => {
  test("show folders first, then files of the wanted kind, and nothing hidden or dangling", async () => {
    const dir = tempDir();
    for (const name of ["b", "a", ".hidden"]) mkdirSync(join(dir, name));
    for (const name of ["10.wim", "9.WIM", "key.pfx", "x.esd", "notes.txt", ".secret.wim"])
      writeFileSync(join(dir, name), "1234");
    symlinkSync(join(dir, "nowhere"), join(dir, "dangling.wim"));
    symlinkSync("/proc", join(dir, "kernel"));
    const names = async (shows: "images" | "certificates" | "folders") =>
      (await browseFolder(dir, shows)).entries.map(({ name }) => name);
    expect(await names("images")).toEqual(["a", "b", "kernel", "9.WIM", "10.wim", "x.esd"]);
    expect(await names("certificates")).toEqual(["a", "b", "kernel", "key.pfx"]);
    expect(await names("folders")).toEqual(["a", "b", "kernel"]);
    const { parent, cut, places } = await browseFolder("", "folders");
    expect([typeof parent, cut, places.includes("/")]).toEqual(["string", false, true]);
  });

  test("never show what the kernel makes up, nor through a link", async () => {
    const dir = tempDir();
    symlinkSync("/proc", join(dir, "kernel"));
    for (const path of ["/proc", "/sys/block", "/dev", "/proc/self/root/proc", join(dir, "kernel")])
      expect([path, await verdict(browseFolder(path, "all"))]).toEqual([path, "media-missing"]);
    expect((await browseFolder("/", "folders")).entries.map(({ name }) => name)).not.toContain("proc");
    await expect(browseFolder(join(dir, "none"), "all")).rejects.toThrow("there is no such folder");
  });
});
