import { expect, test } from "vitest";
import { readDevices } from "../../../electron/engine/models/read-devices.ts";

/** A quarter of what may be pasted. What is read once for each of its signs takes minutes. */
const CHARS = 1_000_000;
const MOST_MS = 10_000;

const fill = (piece: string, chars = CHARS) => piece.repeat(Math.ceil(chars / piece.length));
/** Lines as long as a line may be, which is long enough to be slow a thousand times. */
const lines = (begin: string, piece: string, end = "") => {
  const line = begin + fill(piece, 3_980 - begin.length - end.length).slice(0, 3_900) + end;
  return fill(`${line}\n`);
};

test.for<[what: string, text: string]>([
  ["a slot and spaces", lines("00:00.0 a", " ", "x")],
  ["a slot and spaces in one line", `00:00.0 ${fill(" ")}x`],
  ["a slot's field of spaces", `Slot: 1\n${lines("Vendor: a", " ", "x")}`],
  ["a slot's field that ends in a line separator", `Slot: 1\n${lines("Rev: ", " ", "x\u2028")}`],
  ["one slot's name over and over", `Slot: 1\n${fill("Device: xy\n")}`],
  ["empty lines", `x${fill("\n")}x`],
  ["spaces in one line", `x${fill(" ")}x`],
  ["letters in one line", fill("A")],
  ["lines of letters", lines("", "A")],
  ["a table's row of spaces", lines("OK Net", " ", "x")],
  ["a table's row of words", lines("OK Net ", "A ", "x")],
  ["commas behind an id", lines("PCI\\VEN_8086&DEV_15BB a", ",", "x")],
  ["a value that is broken without end", `InstanceId : PCI\\VEN_8086&DEV_15BB\n${fill(" a\n")}`],
  ["a value that is broken after each comma", `HardwareID : {PCI\\VEN_8086&DEV_15BB,\n${fill(" a,\n")}`],
  ["a table of nothing but commas", `DeviceID,${fill(",")}\n${fill(",")}`],
  ["a JSON of brackets", fill("[")],
])("a pasted list of %s is read within seconds", ([, text]) => {
  const began = performance.now();
  const { devices, problems } = readDevices(text);
  expect(devices.length).toBeLessThanOrEqual(1);
  expect(problems.length).toBeLessThanOrEqual(500);
  expect(performance.now() - began).toBeLessThan(MOST_MS);
});

test.for<[format: string, first: string]>([
  ["lspci", "00:1f.6 Ethernet controller [0200]: Intel Corporation [8086:15bb]"],
  ["powershell", "InstanceId : PCI\\VEN_8086&DEV_15BB"],
  ["ids", "PCI\\VEN_8086&DEV_15BB"],
])("a line that is too long for a device is told, and the others of %s are read", ([format, first]) => {
  const read = readDevices(`${first}\n${"PCI\\VEN_8086&DEV_15B8 ".repeat(500)}`);
  expect(read).toMatchObject({ format, devices: [{}] });
  expect(read.problems).toEqual([
    {
      line: 2,
      text: expect.stringContaining("PCI"),
      message: "This line is longer than 4,000 characters: paste one device to a line.",
    },
  ]);
});
