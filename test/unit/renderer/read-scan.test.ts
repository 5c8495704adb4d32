import { expect, test } from "vitest";
import { readScan } from "../../../renderer/scan/read-scan.ts";

const bays = [1, 2, 3, 4, 12];

test.each([
  ["BAY-04", { kind: "bay", bay: 4 }],
  ["bay 4", { kind: "bay", bay: 4 }],
  ["Bay#0012", { kind: "bay", bay: 12 }],
  ["BAY-99", { kind: "bay", bay: 99 }],
  ["04", { kind: "bay", bay: 4 }],
  ["99", { kind: "unit", unit: "99" }],
  ["FL-0023852", { kind: "unit", unit: "FL-0023852" }],
  ["00004", { kind: "bay", bay: 4 }],
  ["4711", { kind: "unit", unit: "4711" }],
  ["BAYERN-4", { kind: "unit", unit: "BAYERN-4" }],
])("%j alone is %j", (line, scan) => {
  expect(readScan(line, false, bays)).toEqual(scan);
});

test("after a unit, a bare number is always meant as a bay, even one that is not there", () => {
  expect(readScan("99", true, bays)).toEqual({ kind: "bay", bay: 99 });
});

test("after a unit, a longer number is another unit", () => {
  expect(readScan("4711", true, bays)).toEqual({ kind: "unit", unit: "4711" });
});
