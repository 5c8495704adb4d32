import { expect, test } from "vitest";
import { checkNames } from "../../../electron/engine/media/names/check-names.ts";
import { NameList } from "../../../electron/engine/media/names/name-list.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { rawNames, type RawEntry } from "../../support/raw-wim.ts";

/** Lists of names that are made to harm, with what may come of them: never anything but an answer in words, soon. */
const ROOT_AT = 8;
const FIRST_AT = ROOT_AT + 104 + 8;
const MOST_MS = 20_000;
const MOST_MEBIBYTES = 700;

const file = (name: string, more: Partial<RawEntry> = {}): RawEntry => ({ name, ...more });
const many = (count: number, of: (n: number) => RawEntry): RawEntry[] =>
  Array.from({ length: count }, (_, n) => of(n));
const deep = (levels: number): RawEntry[] => {
  let inside: RawEntry[] = [file("end")];
  for (let n = 0; n < levels; n++) inside = [{ name: "d", children: inside }];
  return inside;
};
const changed = (bytes: Buffer, change: (bytes: Buffer) => void): Buffer => {
  change(bytes);
  return bytes;
};
const plain = () => rawNames([file("a.txt"), { name: "d", children: [file("b.txt")] }]);

const hostile: [title: string, names: () => Buffer][] = [
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
  ["300,000 files of one name", () => rawNames(many(300_000, () => file("same")))],
  ["2,000,001 files", () => rawNames(many(2_000_001, () => file("")))],
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
    () => changed(plain(), (b) => b.writeUInt32LE(0xffff_fff8, 0)),
  ],
  [
    "four thousand million security descriptors",
    () => changed(plain(), (b) => b.writeUInt32LE(0xffff_ffff, 4)),
  ],
  ["a name longer than its entry", () => changed(plain(), (b) => b.writeUInt16LE(0xfffe, FIRST_AT + 100))],
  [
    "a short name longer than its entry",
    () => changed(plain(), (b) => b.writeUInt16LE(0xfffe, FIRST_AT + 98)),
  ],
  [
    "65,535 streams that are not there",
    () => changed(plain(), (b) => b.writeUInt16LE(0xffff, FIRST_AT + 96)),
  ],
  ["nothing at all", () => Buffer.alloc(0)],
  ["a hundred zeros", () => Buffer.alloc(100)],
];

interface Verdict {
  verdict: string;
  ms: number;
  mebibytes: number;
}

async function judge(bytes: Uint8Array): Promise<Verdict> {
  const began = performance.now();
  const before = process.memoryUsage.rss();
  const judged = async () => checkNames(new NameList(bytes), 1, new Map());
  const verdict = await judged().then(
    ({ contents, findings }) => {
      const codes = findings.map(({ code, count }) => `${code} ${count}`);
      return `${contents.files} files: ${codes.join(", ") || "nothing found"}`;
    },
    (thrown: unknown) => {
      if (thrown instanceof StagingFault && thrown.code === "media-corrupt") return thrown.message;
      throw thrown;
    },
  );
  const mebibytes = Math.max(0, process.memoryUsage.rss() - before) / 2 ** 20;
  return { verdict, ms: performance.now() - began, mebibytes };
}

test("a list of names that is made to harm gets an answer in words, within seconds and within the memory", async () => {
  const rows: (Verdict & { title: string })[] = [];
  for (const [title, names] of hostile) {
    const row = await judge(names()).catch((thrown: unknown) => ({
      verdict: `THREW ${String(thrown)}`,
      ms: 0,
      mebibytes: 0,
    }));
    rows.push({ title, ...row });
  }
  console.log(
    rows
      .map(
        ({ title, verdict, ms, mebibytes }) =>
          `${title.padEnd(45)} ${ms.toFixed(0).padStart(6)} ms ${mebibytes.toFixed(0).padStart(5)} MiB  ${verdict}`,
      )
      .join("\n"),
  );
  expect(rows.filter(({ verdict }) => verdict.startsWith("THREW"))).toEqual([]);
  expect(rows.filter(({ ms, mebibytes }) => ms > MOST_MS || mebibytes > MOST_MEBIBYTES)).toEqual([]);
  const answered = rows.filter(({ verdict }) => !verdict.startsWith("The file is damaged"));
  expect(answered.map(({ title }) => title)).toEqual([
    "folders 16,000 deep",
    "300,000 files in one folder",
    "300,000 files of one name",
    "a name of 32,767 characters",
    "30,000 streams of one file",
  ]);
});

test("five thousand damaged lists are read or refused, and nothing else happens", async () => {
  const whole = plain();
  let seed = 42;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    return seed % below;
  };
  const verdicts = new Set<string>();
  for (let n = 0; n < 5_000; n++) {
    const bytes = Buffer.from(whole);
    for (let flips = 1 + random(3); flips > 0; flips--) bytes[random(bytes.length)] = random(256);
    const { verdict } = await judge(random(10) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes);
    verdicts.add(verdict.startsWith("The file is damaged") ? "refused" : "read");
  }
  expect([...verdicts].toSorted()).toEqual(["read", "refused"]);
});
