import { expect, test } from "vitest";
import {
  bayText,
  clockText,
  driveText,
  percent,
  rateText,
  sizeText,
  tookText,
} from "../../../renderer/format.ts";

test("sizes are decimal, with three figures at most", () => {
  const sizes = [0, 999, 1000, 7_180_000, 11_400_000_000, 99_600_000_000, 512_110_190_592, 1.92e12];
  expect(sizes.map(sizeText)).toEqual([
    "0 B",
    "999 B",
    "1 kB",
    "7.18 MB",
    "11.4 GB",
    "99.6 GB",
    "512 GB",
    "1.92 TB",
  ]);
});

test("a size just below the next unit is told in the next unit", () => {
  expect([999_499, 999_950, 999_999_999, 999_600_000_000].map(sizeText)).toEqual([
    "999 kB",
    "1 MB",
    "1 GB",
    "1 TB",
  ]);
});

test("rates are in MB/s, and in GB/s from a thousand on", () => {
  expect([0, 4_230_000, 31_400_000, 398_000_000, 999_600_000, 2_410_000_000].map(rateText)).toEqual([
    "0.0 MB/s",
    "4.2 MB/s",
    "31 MB/s",
    "398 MB/s",
    "1.00 GB/s",
    "2.41 GB/s",
  ]);
});

test("time left reads as a clock, with hours only where there are some", () => {
  expect([0, 499, 250_000, 3_599_600, 3_850_000].map(clockText)).toEqual([
    "00:00",
    "00:00",
    "04:10",
    "1:00:00",
    "1:04:10",
  ]);
});

test("what took less than ten seconds is told with a tenth", () => {
  expect([310, 9_949, 9_950, 28_400].map(tookText)).toEqual(["0.3 s", "9.9 s", "00:10", "00:28"]);
});

test("a hundred percent is said only when all is there", () => {
  expect([0, 0.009, 0.469, 0.9999, 1, 1.2, -0.1].map(percent)).toEqual([0, 0, 46, 99, 100, 100, 0]);
});

test("bay numbers have two figures at least", () => {
  expect([1, 12, 112].map(bayText)).toEqual(["01", "12", "112"]);
});

test("a model that has its size in its name does not say it twice", () => {
  expect([
    driveText("SX4 SSD", 512_110_190_592),
    driveText("Trainer SX4 2 GB", 2e9),
    driveText("X 512GB", 512e9),
  ]).toEqual(["SX4 SSD 512 GB", "Trainer SX4 2 GB", "X 512GB"]);
});
