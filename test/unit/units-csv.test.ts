import fc from "fast-check";
import { expect, test } from "vitest";
import { unitsCsv } from "../../electron/engine/reports/units-csv.ts";
import { UnitRecord } from "../../shared/record.ts";
import { doneUnit, endedUnit } from "../support/staged-unit.ts";

const HEADINGS =
  "batch,job,bay,unitSerial,unitSerialSource,ending,startedAt,endedAt,driveSerial,driveSerialSource,wwid,model," +
  "sizeBytes,logicalSectorBytes,mediaId,mediaName,mediaVersion,mediaSha256,imageIndex,sequenceName," +
  "sequenceVersion,sequenceHash,oldData,station,software,operator,bench,writtenBytes,verifiedBytes," +
  "diskSignature,volumeSerials,diskGuid,partitionGuids,faultCode,faultMessage,faultDetail,clearBytes,clearMs,writeBytes,writeMs," +
  "readBackBytes,readBackMs,finishBytes,finishMs";
const MEDIA =
  "0d6d9b8e-5d4c-4a57-9a3c-3f6a1f0b7c11,Field laptop,3.2," +
  "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08,1,Stage prestaged media (BIOS),1," +
  "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752,discard,ST-7K4M-Q2XW,Prestage 0.1.0,Day shift,real";

test("a batch's table holds every field of every staging, failed ones too", () => {
  const failed = endedUnit(2, "failed", { driveSerial: null, wwid: null, model: 'Bench "SSD", 240' });
  expect(unitsCsv([doneUnit(1), failed])).toBe(
    `\uFEFF${HEADINGS}\r\n` +
      "B-2026-0001,job-1,1,UNIT-0001,scanned,done,2026-03-02T08:00:03.000Z,2026-03-02T08:00:41.000Z,DRV000001,ata," +
      `naa.500000000000001,Bench SSD 240,240057409536,512,${MEDIA},7004160000,7004160000,00000001,` +
      "aa00bb0000000001 cc00dd0000000001,,,,,,3145728,120,7004160000,17200,7004160000,14100,1048576,240\r\n" +
      "B-2026-0001,job-2,2,UNIT-0002,scanned,failed,2026-03-02T08:00:06.000Z,2026-03-02T08:00:26.000Z,,ata," +
      `,"Bench ""SSD"", 240",240057409536,512,${MEDIA},0,0,00000002,aa00bb0000000002 cc00dd0000000002,,,` +
      'drive-write-failed,Write error at 47 %. The drive stopped accepting data.,"EIO: i/o error, write",' +
      "3145728,120,,,,,,\r\n",
  );
});

test("a table of no units is its headings", () => {
  expect(unitsCsv([])).toBe(`\uFEFF${HEADINGS}\r\n`);
});

test("no field of the record is missing from the table", () => {
  const shown = new Set([...HEADINGS.split(","), "fault", "phases"]);
  expect(Object.keys(UnitRecord.shape).filter((name) => !shown.has(name))).toEqual([]);
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "\u0000=1"])(
  "a spreadsheet does not run %j",
  (serial) => {
    const cell = cells(unitsCsv([doneUnit(1, { unitSerial: serial })]))[1]?.[3];
    expect(cell).toBe(`'${serial}`);
  },
);

test("every value comes back as it was, whatever signs are in it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 12 }), (model) => {
      const cell = cells(unitsCsv([doneUnit(1, { model, mediaName: "Линия 7, «A»" })]))[1];
      expect(cell?.[11]?.replace(/^'/, "")).toBe(model.replace(/^'/, ""));
      expect(cell?.[15]).toBe("Линия 7, «A»");
      expect(cell).toHaveLength(HEADINGS.split(",").length);
    }),
  );
});

/** RFC 4180, read the other way. */
function cells(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\r\n") rows.push([]);
  }
  return rows;
}
