import { expect, test } from "vitest";
import { chooseBays } from "../../../electron/engine/cli/commands/choose-bays.ts";
import {
  chooseMedia,
  chooseMediaToStage,
  chooseSequence,
} from "../../../electron/engine/cli/commands/choose.ts";
import type { Snapshot } from "../../../shared/contract.ts";
import type { Bay, Drive } from "../../../shared/drive.ts";
import type { Media } from "../../../shared/media.ts";
import type { Sequence } from "../../../shared/sequence.ts";

const drive = (n: number): Drive => ({
  kind: "loop",
  identity: `id${n}`,
  port: `port${n}`,
  path: `/no-such/loop${n}`,
  model: "Loop",
  serial: `S${n}`,
  serialSource: "backing-file",
  wwid: null,
  sizeBytes: 1e9,
  logicalSectorBytes: 512,
  physicalSectorBytes: 512,
  diskseq: n,
  rotational: false,
  removable: false,
  readOnly: false,
  uses: [],
});
const bay = (n: number, more: Partial<Bay> = {}): Bay => ({
  bay: n,
  port: `port${n}`,
  drive: drive(n),
  refusal: null,
  carries: null,
  unitSerial: null,
  character: null,
  ...more,
});
const mounted = { code: "mounted" as const, message: "Mounted on /mnt.", mendable: false };
const snapshot: Snapshot = {
  engine: { epoch: "e", software: "s", bench: "real", station: "st", home: "/h" },
  seq: 0,
  bays: [bay(1), bay(2, { refusal: mounted }), bay(3, { drive: null }), bay(4)],
  strangers: [drive(9), { ...drive(8), uses: [{ use: "system", where: "/" }] }],
  jobs: [],
  batches: [],
  media: [],
  sequences: [],
  tasks: [],
  paused: false,
};
const numbers = (named: { bays?: string; drives?: string }) =>
  chooseBays(snapshot, { bays: named.bays, drives: named.drives }).map((one) => one.bay);

test("all means every bay with a drive that may be staged", () => {
  expect(numbers({ bays: "all" })).toEqual([1, 4]);
});

test("drives are found by their path, in the order of their bays", () => {
  expect(numbers({ drives: "/no-such/loop4,/no-such/loop1,/no-such/loop4" })).toEqual([1, 4]);
});

test.each([
  [{ bays: "1,3" }, "bay-empty", "Bay 3 is empty."],
  [{ bays: "2" }, "drive-refused", "Bay 2: Mounted on /mnt."],
  [{ bays: "7" }, "bay-unknown", "There is no bay 7 on this bench. Its bays: 1, 2, 3, 4."],
  [{ drives: "/no-such/loop9" }, "drive-refused", /no-such.loop9: not a bay yet. Teach this port/],
  [{ drives: "/no-such/loop8" }, "drive-refused", /no-such.loop8: holds this system. .* never be staged/],
  [{ drives: "/no-such/loop5" }, "drive-gone", "This bench has no drive /no-such/loop5."],
])("naming %j is refused as %s", (named, code, message) => {
  expect(() => numbers(named)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) as unknown }),
  );
});

const medium = (id: string, name: string, version: string) => ({ id, name, version }) as Media;
const media = [
  medium("a", "Field laptop", "3.1"),
  medium("b", "Field laptop", "3.2"),
  medium("c", "Kiosk", "1"),
];

test("a medium is meant by its id, its name where that is enough, or its name and version", () => {
  expect(["a", "kiosk", "Field laptop 3.2"].map((wanted) => chooseMedia(media, wanted).id)).toEqual([
    "a",
    "c",
    "b",
  ]);
});

test("a name that several media have is not guessed at", () => {
  expect(() => chooseMedia(media, "Field laptop")).toThrow(
    '"Field laptop" could be any of Field laptop 3.1 (a), Field laptop 3.2 (b). Name it with its version or its id.',
  );
  expect(() => chooseMedia(media, "Nothing")).toThrow('The library has no medium "Nothing".');
});

const standing = (one: Media | undefined, is: Media["standing"]) => ({ ...one, standing: is }) as Media;
const versions = [standing(media[0], "older"), standing(media[1], "current"), standing(media[2], "current")];

test("to stage, a name means its current version, and a name and version that version", () => {
  expect(
    ["Field laptop", "field laptop 3.1", "a", "Kiosk"].map(
      (wanted) => chooseMediaToStage(versions, wanted).id,
    ),
  ).toEqual(["b", "a", "a", "c"]);
});

test("to stage, what is one medium's name and version and another's name is not guessed at", () => {
  const namesake = standing(medium("d", "Field laptop 3.1", "2"), "current");
  expect(() => chooseMediaToStage([...versions, namesake], "Field laptop 3.1")).toThrow(
    '"Field laptop 3.1" could be any of Field laptop 3.1 (a), Field laptop 3.1 2 (d). ' +
      "Name it with its version or its id.",
  );
});

test("to stage, names that differ in their capitals only are not guessed at", () => {
  const shouted = standing(medium("e", "FIELD LAPTOP", "1"), "retired");
  expect(() => chooseMediaToStage([...versions, shouted], "Field laptop")).toThrow("could be any of");
});

test("a task sequence is meant by its id or its name", () => {
  const sequences = [{ id: "builtin:bios", name: "Stage prestaged media (BIOS)", version: "1" } as Sequence];
  expect(
    ["builtin:bios", "stage prestaged media (bios)"].map((wanted) => chooseSequence(sequences, wanted).id),
  ).toEqual(["builtin:bios", "builtin:bios"]);
  expect(() => chooseSequence(sequences, "x")).toThrow('The station has no task sequence "x".');
});
