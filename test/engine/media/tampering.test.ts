import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Library } from "../../../electron/engine/media/library.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { missingTool } from "../../support/boot-disk.ts";
import { signedRoom } from "../../support/signed-room.ts";
import { readBytes } from "../../support/wim.ts";

/** With it every byte of every region is changed in turn; without, every byte of the small ones. */
const ALL = process.env["PRESTAGE_ALL_FLIPS"] === "1";
const XML_STEP = ALL ? 1 : 16;

/** The same places each time. */
function places(count: number, below: number): number[] {
  let state = 20_260_724;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  });
}

type Finder = "refused at import" | "signature" | "check" | "nobody";

/** Brings changed bytes into a library that has never seen the medium, and says what finds the change. */
async function finder(library: Library, path: string, bytes: Uint8Array): Promise<Finder> {
  writeFileSync(path, bytes);
  try {
    const { id, signature } = await library.importFile(path);
    const state = signature?.state === "broken" ? "bad" : (await library.check(id)).state;
    await library.remove(id);
    if (signature?.state === "broken") return "signature";
    return state === "bad" ? "check" : "nobody";
  } catch (thrown) {
    if (!(thrown instanceof StagingFault) || thrown.code === "internal") throw thrown;
    return "refused at import";
  }
}

describe.skipIf(missingTool(["wimlib-imagex"]))(
  "a signed medium, brought to a station that never saw it",
  () => {
    test("is found out after any one byte was changed: with its signature always, without it but for fields that no hash inside covers", async () => {
      const { dir, out, signer, create, elsewhere } = await signedRoom();
      await create({ password: "a password" });
      const whole = readFileSync(out);
      const { header } = await readBytes(whole);
      const { blobTable, xml, integrity } = header;
      const span = ({ offset, sizeBytes }: { offset: number; sizeBytes: number }, step = 1) =>
        Array.from({ length: Math.ceil(sizeBytes / step) }, (_, n) => offset + n * step);
      const regions: [string, number[]][] = [
        ["anywhere", places(500, whole.length)],
        ["header", span({ offset: 0, sizeBytes: 208 })],
        ["table of contents", span(blobTable)],
        ["integrity table", integrity ? span(integrity) : []],
        ["XML", span(xml, XML_STEP)],
      ];
      const signature = readFileSync(`${out}.p7s`);
      const [withIt, without] = [join(dir, "with.wim"), join(dir, "without.wim")];
      writeFileSync(`${withIt}.p7s`, signature);
      const library = await elsewhere([signer.certificate]);
      const table: Record<string, Record<string, number>> = {};
      const missed: { region: string; offset: number }[] = [];
      const onlyBeside: Record<string, number[]> = {};
      for (const [region, offsets] of regions)
        for (const [n, offset] of offsets.entries()) {
          const bytes = Uint8Array.from(whole);
          bytes[offset] = (bytes[offset] ?? 0) ^ (1 << (n % 8));
          const lone = await finder(library, without, bytes);
          // What is refused is refused with a signature beside it as well.
          const found = lone === "refused at import" ? lone : await finder(library, withIt, bytes);
          const row = (table[region] ??= { flips: 0 });
          row["flips"] = (row["flips"] ?? 0) + 1;
          const by = lone === "nobody" ? "signature beside it only" : lone;
          row[by] = (row[by] ?? 0) + 1;
          if (found === "nobody" || found === "check") missed.push({ region, offset });
          if (lone === "nobody") (onlyBeside[region] ??= []).push(offset);
        }
      console.table(table);
      console.log("found by the signature beside it only:", summary(onlyBeside));
      expect(missed).toEqual([]);
      // Without it, what nothing inside a .wim covers: unused and descriptive fields of its header, the head of its
      // integrity table, and words in its XML. No packed byte, no name and no entry of the table of contents is among them.
      const inside = (at: number, start: number, length: number) => at >= start && at < start + length;
      const uncovered = (at: number) =>
        inside(at, 0, 208) || inside(at, xml.offset, xml.sizeBytes) || inside(at, integrity?.offset ?? 0, 12);
      expect(
        Object.values(onlyBeside)
          .flat()
          .filter((at) => !uncovered(at)),
      ).toEqual([]);
      writeFileSync(withIt, whole);
      const sound = await library.importFile(withIt);
      expect([sound.signature?.state, (await library.check(sound.id)).state]).toEqual(["valid", "checked"]);
    });
  },
);

/** Runs of offsets, as people read them. */
function summary(found: Record<string, number[]>): string {
  return Object.entries(found)
    .map(([region, offsets]) => `${region}: ${region === "header" ? offsets.join(" ") : offsets.length}`)
    .join("; ");
}
