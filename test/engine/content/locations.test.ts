import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readIndexOf, writeIndex } from "../../support/content-room.ts";
import { nginxProgram } from "../../support/nginx.ts";
import { servedMedium } from "../../support/pull-room.ts";

const asking = () => ({ stallMs: 2000, signal: AbortSignal.timeout(10_000) });

describe.skipIf(nginxProgram() === null)("a location", () => {
  test("without an index, with a broken one or one that leads outside says so", async () => {
    const { room, nginx, root } = await servedMedium(Buffer.from("no medium, but content"));
    const id = room.add("North", nginx.port);
    const look = async () => (await room.locations.look(room.locations.place(id), asking(), true)).look;
    const [item] = readIndexOf(root).items;
    writeIndex(root, [{ ...item, path: "../../secret.wim" }]);
    expect((await look()).message).toContain("leads outside");
    writeFileSync(join(root, "prestage-content.json"), "{");
    expect((await look()).message).toContain("it is no JSON");
    rmSync(join(root, "prestage-content.json"));
    expect(await look()).toMatchObject({
      found: "failed",
      message: "North answers, and has no prestage-content.json.",
    });
  });
});
