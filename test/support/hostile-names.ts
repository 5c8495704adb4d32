import { rawNames, type RawEntry } from "./raw-wim.ts";

const ROOT_AT = 8;
const FIRST_AT = ROOT_AT + 104 + 8;

const file = (name: string, more: Partial<RawEntry> = {}): RawEntry => ({ name, ...more });
const many = (count: number, of: (n: number) => RawEntry): RawEntry[] =>
  Array.from({ length: count }, (_, n) => of(n));
/** As many files of one name, without making each of them. */
const sameNames = (count: number, more: Partial<RawEntry> = {}): Buffer => {
  const one = rawNames([file("same", more)]);
  const entry = one.subarray(FIRST_AT, -8);
  return Buffer.concat([
    one.subarray(0, FIRST_AT),
    Buffer.alloc(count * entry.length, entry),
    Buffer.alloc(8),
  ]);
};
const streams = (count: number) => Array.from({ length: count }, () => ({ name: "s", content: "s" }));
/** Folders whose children begin at one file after another, of one and the same list. */
const across = (folders: number, more: Partial<RawEntry>): Buffer => {
  const files = many(folders, () => file("f", more));
  const each = rawNames(files.slice(0, 2)).length - rawNames(files.slice(0, 1)).length;
  const inRoot = (begin: number) => [
    ...many(folders, (n) => ({ name: "d", children: [], childrenAt: BigInt(begin + n * each) })),
    ...files,
  ];
  return rawNames(inRoot(rawNames(inRoot(0)).length - 8 - folders * each));
};
const deep = (levels: number): RawEntry[] => {
  let inside: RawEntry[] = [file("end")];
  for (let n = 0; n < levels; n++) inside = [{ name: "d", children: inside }];
  return inside;
};
const changed = (bytes: Buffer, change: (bytes: Buffer) => void): Buffer => {
  change(bytes);
  return bytes;
};
/** A list with nothing wrong in it. */
export const plainNames = () => rawNames([file("a.txt"), { name: "d", children: [file("b.txt")] }]);

/** Lists of names that are made to harm. What may come of them is an answer in words, soon, and nothing else. */
export const hostileNames: [title: string, names: () => Buffer][] = [
  [
    "a folder that is its own parent",
    () => rawNames([{ name: "d", children: [], childrenAt: BigInt(FIRST_AT) }]),
  ],
  [
    "two folders inside each other",
    () => rawNames([{ name: "a", children: [{ name: "b", children: [], childrenAt: BigInt(FIRST_AT) }] }]),
  ],
  [
    "a thousand folders with one list of children",
    () =>
      rawNames([
        file("x"),
        ...many(1000, (n) => ({ name: `d${n}`, children: [], childrenAt: BigInt(FIRST_AT) })),
      ]),
  ],
  ["folders 20,000 deep", () => rawNames(deep(20_000))],
  ["folders 16,000 deep", () => rawNames(deep(16_000))],
  ["300,000 files in one folder", () => rawNames(many(300_000, (n) => file(`file ${n}`)))],
  ["300,000 files of one name", () => sameNames(300_000)],
  ["2,000,001 files", () => sameNames(2_000_001)],
  ["2,040,000 streams of 40 files", () => sameNames(40, { streams: streams(51_000) })],
  ["1,000 folders across each other", () => across(1_000, {})],
  ["400 folders across each other, of many streams", () => across(400, { streams: streams(300) })],
  ["a name of 32,767 characters", () => rawNames([file("x".repeat(32_767))])],
  [
    "30,000 streams of one file",
    () =>
      rawNames([
        file("a", { streams: many(30_000, () => file("s")).map(({ name }) => ({ name, content: name })) }),
      ]),
  ],
  ["an entry of no length", () => rawNames([file("a", { length: 1n })])],
  ["an entry larger than all", () => rawNames([file("a", { length: 1n << 40n })])],
  ["an entry of the largest length", () => rawNames([file("a", { length: (1n << 64n) - 1n })])],
  ["children outside the list", () => rawNames([{ name: "d", children: [], childrenAt: 1n << 50n }])],
  ["children inside the security descriptors", () => rawNames([{ name: "d", children: [], childrenAt: 1n }])],
  ["children of a file", () => rawNames([{ name: "d", attributes: 0x20, children: [file("a")] }])],
  ["a list without an end", () => rawNames([file("a")]).subarray(0, -8)],
  ["a root that is a file", () => rawNames([file("a")], { attributes: 0x20 })],
  [
    "security descriptors larger than the list",
    () => changed(plainNames(), (b) => b.writeUInt32LE(0xffff_fff8, 0)),
  ],
  [
    "four thousand million security descriptors",
    () => changed(plainNames(), (b) => b.writeUInt32LE(0xffff_ffff, 4)),
  ],
  [
    "a name longer than its entry",
    () => changed(plainNames(), (b) => b.writeUInt16LE(0xfffe, FIRST_AT + 100)),
  ],
  [
    "a short name longer than its entry",
    () => changed(plainNames(), (b) => b.writeUInt16LE(0xfffe, FIRST_AT + 98)),
  ],
  [
    "65,535 streams that are not there",
    () => changed(plainNames(), (b) => b.writeUInt16LE(0xffff, FIRST_AT + 96)),
  ],
  ["nothing at all", () => Buffer.alloc(0)],
  ["a hundred zeros", () => Buffer.alloc(100)],
];
