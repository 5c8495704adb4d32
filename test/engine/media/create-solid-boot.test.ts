import { join } from "node:path";
import { expect, test } from "vitest";
import { missingTool } from "../../support/boot-disk.ts";
import { createRoom, wimlib } from "../../support/create-room.ts";

test.skipIf(missingTool(["wimlib-imagex"]))(
  "a boot image in a solid file is packed anew, with a word on it, for no boot manager reads one",
  async () => {
    const room = await createRoom();
    const solid = join(room.dir, "boot.esd");
    wimlib("export", join(room.dir, "boot.wim"), "1", solid, "--solid", "--boot");
    const { notes } = await room.create({ bootImage: { from: "file", path: solid } });
    expect(notes.join(" ")).toContain("packed anew: no boot manager reads LZMS");
    wimlib("extract", room.out, "1", "/sources/boot.wim", `--dest-dir=${room.dir}/boot-out`);
    const facts = wimlib("info", `${room.dir}/boot-out/boot.wim`).toString();
    expect(facts).toMatch(/Compression:\s+LZX/);
    expect(facts).toMatch(/Boot Index:\s+1/);
  },
);
