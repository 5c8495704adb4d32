import { expect, test } from "vitest";
import {
  parseBay,
  parseBays,
  parseChoice,
  parseCount,
  parseSize,
  parseUnit,
} from "../../../electron/engine/cli/values.ts";

test.each([
  ["1", [1]],
  ["1,2,5-8", [1, 2, 5, 6, 7, 8]],
  [" 3 , 1 ", [1, 3]],
  ["2-4,3", [2, 3, 4]],
  ["all", "all"],
  ["All", "all"],
])("the bays %j are %j", (text, bays) => {
  expect(parseBays(text)).toEqual(bays);
});

test.each(["", "0", "x", "1,", "4-2", "1-", "-3", "1;2", "99999", "1.5"])("%j is no list of bays", (text) => {
  expect(() => parseBays(text)).toThrow(`"${text}" is no list of bays. Write them like 1,2,5-8 or all.`);
});

test("one bay is one bay, and not a list of them", () => {
  expect(parseBay("7")).toBe(7);
  expect(() => parseBay("7-8")).toThrow("is no list of bays");
});

test.each([
  ["8G", 8_000_000_000],
  ["8 GB", 8_000_000_000],
  ["8Gi", 8_589_934_592],
  ["1.5T", 1_500_000_000_000],
  ["200m", 200_000_000],
  ["64KiB", 65_536],
  ["512", 512],
  ["0", 0],
])("the size %s is %d bytes", (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each(["", "G", "8X", "-1G", "8 GBB", "1e9", "99999999T"])("%j is no size", (text) => {
  expect(() => parseSize(text)).toThrow("is no size");
});

test("a unit is named with its bay, and its serial may hold an equals sign", () => {
  expect(parseUnit("3=SN123")).toEqual([3, "SN123"]);
  expect(parseUnit("12= A=B ")).toEqual([12, "A=B"]);
});

test.each(["SN123", "=SN123", "3=", "x=SN123", "1-2=SN"])("%j names no unit", (text) => {
  expect(() => parseUnit(text)).toThrow(/names no unit|is no list of bays/);
});

test("a count is a whole number from one, and a choice is one of its words", () => {
  expect(parseCount("12", "--target")).toBe(12);
  expect(() => parseCount("0", "--target")).toThrow('--target wants a whole number, 1 or more; "0" is none.');
  expect(parseChoice("keep", "--old-data", ["discard", "keep"])).toBe("keep");
  expect(() => parseChoice("burn", "--old-data", ["discard", "keep"])).toThrow(
    '--old-data is one of discard, keep; "burn" is none of them.',
  );
});
