import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { contentRoom, publishFiles, readIndexOf, writeIndex } from "../../support/content-room.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { smallMedium } from "../../support/pull-room.ts";
import { tempDir } from "../../support/temp-dir.ts";

test.skipIf(missingTool(["wimlib-imagex"]))(
  "what has no room on the station's disk is not begun, and says how much it needs",
  async () => {
    const root = join(tempDir(), "share");
    publishFiles(root, { "field.wim": smallMedium() });
    const { items } = readIndexOf(root);
    writeIndex(
      root,
      items.map((item) => ({ ...item, sizeBytes: 2 ** 50 })),
    );
    const room = await contentRoom();
    room.add("Share", root);
    expect(await room.pull("field")).toMatchObject({
      code: "disk-full",
      message: expect.stringMatching(/^The medium needs 11258999\d+ bytes, .+ has \d+ free\.$/) as string,
    });
    expect(room.library.list()).toEqual([]);
    const kept = readdirSync(room.dir, { recursive: true, encoding: "utf8" });
    expect(kept.filter((name) => /\.(part|partial|wim)$/.test(name))).toEqual([]);
  },
);
