import { expect, test } from "vitest";
import { checkNames } from "../../../electron/engine/media/names/check-names.ts";
import { NameList } from "../../../electron/engine/media/names/name-list.ts";
import { StagingFault } from "../../../shared/fault.ts";
import { hostileNames, plainNames } from "../../support/hostile-names.ts";

/** On a machine that does nothing else each takes less than five seconds. */
const MOST_MS = 60_000;
const TIMEOUT_MS = 240_000;
/** Of the whole process, in which other tests run as well. */
const MOST_MEBIBYTES = 1_500;

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
      if (thrown instanceof StagingFault && /^media-(corrupt|unsafe-path)$/.test(thrown.code))
        return thrown.message;
      throw thrown;
    },
  );
  const mebibytes = Math.max(0, process.memoryUsage.rss() - before) / 2 ** 20;
  return { verdict, ms: performance.now() - began, mebibytes };
}

test(
  "a list of names that is made to harm gets an answer in words, within seconds and within the memory",
  async () => {
    const rows: (Verdict & { title: string })[] = [];
    for (const [title, names] of hostileNames) {
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
    const across = rows.filter(({ verdict }) => verdict.endsWith("its folders lie across each other."));
    expect(across).toHaveLength(2);
    const answered = rows.filter(({ verdict }) => !verdict.startsWith("The file is damaged"));
    expect(answered.map(({ title }) => title)).toEqual([
      "folders 16,000 deep",
      "300,000 files in one folder",
      "300,000 files of one name",
      "a name of 32,767 characters",
      "30,000 streams of one file",
    ]);
  },
  TIMEOUT_MS,
);

test("five thousand damaged lists are read or refused, and nothing else happens", async () => {
  const whole = plainNames();
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
    verdicts.add(verdict.startsWith("The file") ? "refused" : "read");
  }
  expect([...verdicts].toSorted()).toEqual(["read", "refused"]);
});
