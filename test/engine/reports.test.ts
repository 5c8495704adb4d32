import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { batchReport } from "../../electron/engine/reports/batch-report.ts";
import { certificate } from "../../electron/engine/reports/certificate.ts";
import { parsePgm, readBarcodes } from "../support/code128.ts";
import { aBatch, doneStory, doneUnit, endedUnit, printing, writeFault } from "../support/staged-unit.ts";
import { tempDir } from "../support/temp-dir.ts";

const poppler = ["pdftotext", "pdftoppm"].every((tool) => {
  try {
    return execFileSync("which", [tool]).length > 0;
  } catch {
    return false;
  }
});

/** What another program reads in it, page by page, with runs of blanks as one space. */
function pagesOf(pdf: Uint8Array, ...options: string[]): string[] {
  const path = join(tempDir(), "report.pdf");
  writeFileSync(path, pdf);
  const text = execFileSync("pdftotext", [...options, path, "-"], { encoding: "utf8", maxBuffer: 1 << 26 });
  return text
    .split("\f")
    .slice(0, -1)
    .map((page) => page.replaceAll(/\s+/g, " "));
}

function barcodesOf(pdf: Uint8Array): Set<string> {
  const dir = tempDir();
  writeFileSync(join(dir, "report.pdf"), pdf);
  execFileSync("pdftoppm", ["-r", "600", "-gray", join(dir, "report.pdf"), join(dir, "page")]);
  const pages = readdirSync(dir).filter((name) => name.endsWith(".pgm"));
  return new Set(pages.flatMap((name) => [...readBarcodes(parsePgm(readFileSync(join(dir, name))))]));
}

const LONG = `Z${"0123456789ABCDEFGHIJ".repeat(3)}XYZ`; // 64 letters
const squeezed = (text: string) => text.replaceAll(/\s/g, "");

// poppler-utils: apt-get install poppler-utils
describe.skipIf(!poppler)("read by another program", () => {
  test("an open batch says interim on every page", async () => {
    const units = Array.from({ length: 40 }, (_, index) => doneUnit(index + 1));
    const pages = pagesOf(
      await batchReport({
        batch: aBatch({ state: "open" }),
        units: [...units, endedUnit(41, null)],
        ...printing,
      }),
    );
    expect(pages).toHaveLength(3);
    for (const page of pages) expect(page).toMatch(/INTERIM/);
    expect(pages[0]).toContain(
      "The batch is still open. 1 drive is still being staged. The figures will change.",
    );
    expect(pages[1]).toContain("Page 2 of 3");
  });

  test("a closed batch tells who, what, when, how many, and every ending in words", async () => {
    const units = [
      doneUnit(1),
      endedUnit(2, "failed"),
      endedUnit(3, "cancelled"),
      endedUnit(4, "interrupted"),
    ];
    const [page = "", ...more] = pagesOf(
      await batchReport({ batch: aBatch(), units, ...printing }),
      "-layout",
    );
    expect(more).toEqual([]);
    for (const text of [
      "Batch report B-2026-0017",
      "✓ Done ✗ Failed ⊘ Cancelled ↯ Interrupted … Running Wanted 1 1 1 1 0 8",
      "State Closed 2026-03-02 09:00:00 Started 2026-03-02 08:00:03",
      "Opened 2026-03-02 08:00:00 Ended 2026-03-02 08:00:41",
      "Operator Day shift Duration 38.0 s",
      "Station ST-7K4M-Q2XW",
      "Media Field laptop 3.2",
      `SHA-256 ${doneUnit(1).mediaSha256}`,
      "Task sequence Stage prestaged media (BIOS), version 1",
      "Order 4711. Field laptops, trays of eight.",
      "Units (4)",
      "1 UNIT-0001 DRV000001 ✓ Done 2026-03-02 08:00:03 write 407",
      "2 UNIT-0002 DRV000002 ✗ FAILED",
      "Write error",
      "3 UNIT-0003 DRV000003 ⊘ CANCELLED",
      "4 UNIT-0004 DRV000004 ↯ INTERRUPTED",
      "Operator: name, signature, date Supervisor: name, signature, date",
      "Printed 2026-03-02 09:30:00 on station ST-7K4M-Q2XW, Prestage 0.1.0",
      "Page 1 of 1",
    ])
      expect(page).toContain(text);
    expect(page).not.toContain("INTERIM");
    expect(page).not.toContain("TRAINING");
  });

  test("five hundred units are all there, each on one page whole, under a heading, in their order", async () => {
    const units = Array.from({ length: 500 }, (_, index) => doneUnit(index + 1));
    const pages = pagesOf(await batchReport({ batch: aBatch(), units, ...printing, paper: "Letter" }));
    const serials = pages.map((page) => [...page.matchAll(/UNIT-\d{4}/g)].map(([serial]) => serial));
    const drives = pages.map((page) => [...page.matchAll(/DRV\d{6}/g)].map(([serial]) => serial));
    expect(serials.flat()).toEqual(units.map((unit) => unit.unitSerial));
    expect(drives.flat()).toEqual(units.map((unit) => unit.driveSerial));
    expect(drives.map((page) => page.length)).toEqual(serials.map((page) => page.length));
    expect(Math.min(...serials.map((page) => page.length))).toBeGreaterThan(0); // the signatures do not stand alone
    for (const [index, page] of pages.entries()) {
      expect(page).toContain("Drive serial, model, size");
      expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
    }
  });

  test("no serial is ever cut, however long and in whatever letters", async () => {
    const units = [
      doneUnit(1, { unitSerial: LONG, driveSerial: LONG.toLowerCase(), model: "M".repeat(64) }),
      doneUnit(2, { unitSerial: "ΑΒΓ-Щит-éü-0042", driveSerial: "صندوق-7" }),
      doneUnit(3, { unitSerial: "部-7", driveSerial: "a\u202Eb\u0007" }),
      doneUnit(4, { unitSerial: "部".repeat(64) }),
    ];
    for (const paper of ["A4", "Letter"] as const) {
      const text = squeezed(
        pagesOf(await batchReport({ batch: aBatch(), units, ...printing, paper }), "-raw").join(),
      );
      for (const serial of [LONG, LONG.toLowerCase(), "M".repeat(64), "ΑΒΓ-Щит-éü-0042"])
        expect(text).toContain(serial);
      // No font here has these: their code points stand for them. What cannot be seen is made to be seen.
      for (const serial of ["[U+90E8]-7", "a[U+202E]b[U+0007]", "[U+90E8]".repeat(64)])
        expect(text).toContain(serial);
    }
  });

  test("every bar code reads as the serial beside it", async () => {
    const serials = [
      "UNIT-0001",
      "S4EWNX0R123456789012",
      "0123456789",
      "a b/c#~",
      LONG,
      "LT-2026-000000000123-ABCDEF",
    ];
    const units = serials.map((unitSerial, index) =>
      index % 2 ? doneUnit(index + 1, { unitSerial }) : endedUnit(index + 1, "failed", { unitSerial }),
    );
    expect(barcodesOf(await batchReport({ batch: aBatch(), units, ...printing }))).toEqual(new Set(serials));
    for (const unitSerial of ["UNIT-0001", LONG])
      expect(
        barcodesOf(await certificate({ unit: doneUnit(1, { unitSerial }), events: [], ...printing })),
      ).toEqual(new Set([unitSerial]));
  });

  test("a note of any length is printed to its last word", async () => {
    const note = `${"All of this belongs to the order. ".repeat(400)}\n${"W".repeat(3000)}\nThe last word.`;
    const pages = pagesOf(await batchReport({ batch: aBatch({ note }), units: [doneUnit(1)], ...printing }));
    expect(pages.length).toBeGreaterThan(1);
    const text = squeezed(pages.join().replaceAll(/Printed .*? of \d+\s*,Batch report B-2026-0017/g, ""));
    expect(text.includes(squeezed(note))).toBe(true); // too long to be shown when it fails
    expect(text).toContain("UNIT-0001");
  });

  test("a batch without units says so", async () => {
    const [page = ""] = pagesOf(
      await batchReport({ batch: aBatch({ note: "", operator: "" }), units: [], ...printing }),
    );
    expect(page).toContain("No unit was staged in this batch.");
  });

  test("a training bench never passes for a real one", async () => {
    const unit = doneUnit(1, { bench: "training" });
    const warning = "TRAINING BENCH: these are practice drives, not real ones.";
    const report = await batchReport({ batch: aBatch(), units: [doneUnit(2), unit], ...printing });
    expect(pagesOf(report)[0]).toContain(warning);
    expect(pagesOf(await certificate({ unit, events: [], ...printing }))[0]).toContain(warning);
  });

  test("the certificate of a unit that is done holds every fact of its record", async () => {
    const unit = doneUnit(1);
    const pdf = await certificate({
      unit,
      events: doneStory(unit.job),
      ...printing,
      timeZone: "Europe/Berlin",
    });
    const [page = "", ...more] = pagesOf(pdf, "-layout");
    expect(more).toEqual([]);
    for (const text of [
      "Staging certificate B-2026-0001",
      "✓ DONE Every one of the 7,004,160,000 bytes written was read back from the drive and compared equal.",
      "Unit serial UNIT-0001",
      "Drive serial DRV000001 Model Bench SSD 240",
      "Serial source read from the drive (ATA) Size 240 GB (240,057,409,536 bytes)",
      "World wide id naa.500000000000001",
      "Media Field laptop 3.2, image 1",
      `SHA-256 ${unit.mediaSha256}`,
      `Media id ${unit.mediaId}`,
      "Sequence Stage prestaged media (BIOS), version 1",
      `Hash ${unit.sequenceHash}`,
      "Bay 1 Ended 2026-03-02 09:00:41",
      "Old data Kept: the drive cannot discard",
      "Throughput 407 MB/s written, 497 MB/s read back",
      "Record job-1",
      "Written on the drive",
      "Disk signature 00000001 Volume 1 serial aa00bb0000000001",
      "Volume 2 serial cc00dd0000000001",
      "Waiting for the master 2026-03-02 09:00:03 1.0 s",
      "Write 2026-03-02 09:00:04 17.2 s 7,004,160,000 407",
      "✓ Done 2026-03-02 09:00:41",
      "Operator: name, signature, date",
      "Times in Europe/Berlin.",
      "Page 1 of 1",
    ])
      expect(page).toContain(text);
  });

  test("the paper of a failed unit is no certificate: it says what happened and what to do", async () => {
    const unit = endedUnit(3, "failed");
    const events = [
      ...doneStory(unit.job).slice(0, 5),
      { job: unit.job, n: 6, at: unit.endedAt ?? "", event: { type: "failed" as const, fault: writeFault } },
    ];
    const [page = ""] = pagesOf(await certificate({ unit, events, ...printing }), "-layout");
    for (const text of [
      "Unit record: not staged",
      "✗ FAILED: Write error What was written was not read back to the end.",
      "What happened Write error at 47 %. The drive stopped accepting data.",
      "What to do The drive stopped accepting data. Pull it and mark it bad.",
      "Code drive-write-failed",
      "Written not ended",
      "Read back not ended",
      "Set aside for the drive",
      "Write 2026-03-02 08:00:04 not ended",
      "✗ Failed 2026-03-02 08:00:29",
    ])
      expect(page).toContain(text);
    expect(page).not.toMatch(/certificate|compared equal|Written on the drive/i);
  });
});
