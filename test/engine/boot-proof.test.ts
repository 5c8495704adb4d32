import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Sequence } from "../../shared/sequence.ts";
import type { Proof } from "../../shared/proof.ts";
import { startEngine, importInto, type EngineProcess } from "../support/engine-process.ts";
import { whyNoLoops } from "../support/loop-device.ts";
import { qemuMissing } from "../support/qemu.ts";
import { makeStandInMedium, standInMissing } from "../support/stand-in/stand-in-medium.ts";

const noOvmf = existsSync("/usr/share/OVMF/OVMF_CODE_4M.fd") ? null : "ovmf is not installed";
const skip = qemuMissing ?? noOvmf ?? standInMissing();
if (skip) console.warn(`boot proofs are skipped: ${skip}`);

const folder = mkdtempSync(join(tmpdir(), "boot-proof-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A proof ends by itself after 15 minutes, however busy the computer is. */
const PROOF_TEST_MS = 1_000_000;

const DISKS = ["ide", "virtio", "nvme"] as const;
type Disk = (typeof DISKS)[number];

/** Every built-in sequence that is there, and each kind of disk under both firmwares. */
const starts: [sequence: string, disk: Disk][] = [
  ["builtin:bios", "ide"],
  ["builtin:bios", "nvme"],
  ["builtin:bios-split", "virtio"],
  ["builtin:uefi", "virtio"],
  ["builtin:uefi-recovery", "ide"],
  ["builtin:uefi-boot-image", "nvme"],
];
/** One by each firmware is compared byte for byte by another program, the holes as well: that takes a while. */
const wholeCompared = new Set(["builtin:bios-split", "builtin:uefi"]);
/** On drives with sectors of 4096 bytes, which no BIOS starts from and no IDE disk has. */
const starts4096: [sequence: string, disk: Disk][] = [
  ["builtin:uefi", "nvme"],
  ["builtin:uefi-boot-image", "virtio"],
];

interface Staged {
  path: string;
  job: string;
}

/** Stages each of these sequences onto a bay of its own. */
async function stageAll(
  engine: EngineProcess,
  media: string,
  sequences: readonly string[],
): Promise<Map<string, Staged>> {
  const staged = new Map<string, Staged>();
  for (const [n, sequence] of sequences.entries()) {
    const bay = engine.bays()[n];
    if (!bay?.drive) throw new Error(`bay ${n + 1} is empty`);
    const { jobs } = await engine.client.start({
      media,
      sequence,
      batch: { create: { target: null, operator: "Operator", note: "" } },
      bays: [{ bay: bay.bay, identity: bay.drive.identity }],
      oldData: "keep",
    });
    staged.set(sequence, { path: bay.drive.path, job: jobs[0] ?? "" });
  }
  const endings = await engine.endings(
    [...staged.values()].map(({ job }) => job),
    500_000,
  );
  expect(endings).toEqual(sequences.map(() => "done"));
  return staged;
}

/** Proves, and waits for what is recorded of it. */
async function proveCall(engine: EngineProcess, { path, job }: Staged, disk?: Disk): Promise<Proof> {
  const { task, proof } = await engine.client.prove({
    path,
    rule: { kind: "call-home" },
    ...(disk && { disk }),
  });
  await engine.until(() => over(engine, task), PROOF_TEST_MS);
  const found = (await engine.client.proofs({ of: { job } })).find((each) => each.proof === proof);
  if (!found) throw new Error(`nothing was recorded: ${JSON.stringify(engine.events.slice(-3))}`);
  return found;
}

function over(engine: EngineProcess, task: string): boolean {
  const told = engine.events.findLast((event) => event.type === "tasks");
  return told?.type === "tasks" && !told.tasks.some((each) => each.task === task);
}

const sequencesThere = (engine: EngineProcess): Sequence[] =>
  engine.snapshot().sequences.filter(({ builtin }) => builtin);

describe.skipIf(skip)("what leaves the bench starts", () => {
  let engine: EngineProcess;
  let staged = new Map<string, Staged>();
  const medium = { wim: "", media: "" };

  beforeAll(async () => {
    medium.wim = makeStandInMedium(folder);
    const names = [...new Set(starts.map(([sequence]) => sequence))];
    engine = await startEngine(join(folder, "home"), ["--bays", String(names.length), "--bay-size", "1900M"]);
    medium.media = (await importInto(engine, medium.wim)).id;
    staged = await stageAll(engine, medium.media, names);
  }, 600_000);
  afterAll(() => engine[Symbol.asyncDispose]());

  const stagedBy = (sequence: string): Staged => {
    const found = staged.get(sequence);
    if (!found) throw new Error(`${sequence} was not staged`);
    return found;
  };

  test("no built-in sequence is left out of this table", () => {
    expect([...staged.keys()].toSorted()).toEqual(
      sequencesThere(engine)
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  test.each(starts)(
    "%s on %s: from the boot record to the first request of the started system, and the drive is as it was",
    async (sequence, disk) => {
      const drive = stagedBy(sequence);
      const byteForByte = wholeCompared.has(sequence);
      const copy = join(folder, "before.img");
      if (byteForByte) execFileSync("cp", ["--sparse=always", drive.path, copy]);
      const { mtimeNs } = statSync(drive.path, { bigint: true });
      const proof = await proveCall(engine, drive, disk);
      const firmware = sequence.startsWith("builtin:uefi") ? "uefi" : "bios";
      expect(proof).toMatchObject({
        job: drive.job,
        path: drive.path,
        firmware,
        disk,
        outcome: "proved",
        message: `The started system called home: GET /mp/hello?fw=${firmware}.`,
      });
      expect(proof.unchangedBytes).toBeGreaterThan(16e6);
      expect(statSync(drive.path, { bigint: true }).mtimeNs).toBe(mtimeNs);
      if (byteForByte) expect(spawnSync("cmp", [copy, drive.path]).status).toBe(0);
      rmSync(copy, { force: true });
      const { base64 } = await engine.client.proofPicture({ proof: proof.proof });
      expect(Buffer.from(base64, "base64").subarray(1, 4).toString()).toBe("PNG");
      console.log(`${sequence} ${disk}: ${proof.ms} ms`);
    },
    PROOF_TEST_MS,
  );

  test.skipIf(whyNoLoops())(
    "a block device that the kernel itself refuses to write starts, and is what it was",
    async () => {
      const { path: file, job } = stagedBy("builtin:bios-split");
      const path = execFileSync("losetup", ["--read-only", "--find", "--show", file], {
        encoding: "utf8",
      }).trim();
      try {
        const proof = await proveCall(engine, { path, job }, "virtio");
        expect(proof).toMatchObject({ path, job, outcome: "proved" });
        expect(proof.unchangedBytes).toBeGreaterThan(16e6);
      } finally {
        execFileSync("losetup", ["--detach", path]);
      }
    },
    PROOF_TEST_MS,
  );

  test(
    "a drive that is being proved is not staged, and the proof can be cancelled",
    async () => {
      const { path } = stagedBy("builtin:bios");
      const { task } = await engine.client.prove({ path, rule: { kind: "serial", text: "never said" } });
      const bay = engine.bays().find(({ drive }) => drive?.path === path);
      const refused = await engine.client
        .start({
          media: medium.media,
          sequence: "builtin:bios",
          batch: { create: { target: null, operator: "", note: "" } },
          bays: [{ bay: bay?.bay ?? 0, identity: bay?.drive?.identity ?? "" }],
          oldData: "keep",
        })
        .catch((thrown: unknown) => thrown);
      expect(refused).toMatchObject({ code: "drive-busy", message: expect.stringMatching(/boot proof/) });
      await vi.waitUntil(() => computersOf(engine) === 1, 300_000);
      await engine.client.cancelTask({ task });
      await engine.until(() => over(engine, task), 300_000);
      expect(computersOf(engine)).toBe(0);
    },
    PROOF_TEST_MS,
  );

  test(
    "a start that gives up is told in the firmware's own words, with its picture",
    async () => {
      const { path, job } = stagedBy("builtin:bios");
      const { task, proof } = await engine.client.prove({ path, firmware: "uefi" });
      await engine.until(() => over(engine, task), PROOF_TEST_MS);
      const [newest] = await engine.client.proofs({ of: { job } });
      expect(newest).toMatchObject({
        proof,
        outcome: "not-proved",
        message: expect.stringMatching(/found no loader on it/),
        picture: expect.stringMatching(/-uefi\.png$/),
      });
      const failed = engine.events.findLast((event) => event.type === "task-failed");
      expect(failed).toMatchObject({ code: "boot-not-proved", task: { kind: "proof" } });
    },
    PROOF_TEST_MS,
  );

  test("the certificate prints the newest proof", async () => {
    const { job } = stagedBy("builtin:uefi");
    const { base64 } = await engine.client.report({ of: { job }, format: "pdf" });
    const text = execFileSync("pdftotext", ["-layout", "-", "-"], {
      input: Buffer.from(base64, "base64"),
      encoding: "utf8",
    });
    expect(text).toMatch(/Boot proof/);
    expect(text).toMatch(/UEFI, as a virtio disk/);
  });
});

test.skipIf(skip)(
  "drives with 4096-byte sectors start by UEFI, to the first request",
  async () => {
    await using engine = await startEngine(
      join(folder, "home-4096"),
      `--bays ${starts4096.length} --bay-size 1900M --bay-sector 4096`.split(" "),
    );
    const media = await importInto(engine, join(folder, "stand-in.wim"));
    const names = starts4096.map(([sequence]) => sequence);
    const staged = await stageAll(engine, media.id, names);
    for (const [sequence, disk] of starts4096) {
      const drive = staged.get(sequence) ?? { path: "", job: "" };
      const proof = await proveCall(engine, drive, disk);
      expect([sequence, proof.disk, proof.outcome, proof.message]).toEqual([
        sequence,
        disk,
        "proved",
        "The started system called home: GET /mp/hello?fw=uefi.",
      ]);
      console.log(`${sequence} ${disk}, 4096-byte sectors: ${proof.ms} ms`);
    }
  },
  2 * PROOF_TEST_MS,
);

/** How many QEMUs this engine runs. */
function computersOf(engine: EngineProcess): number {
  const children = spawnSync("ps", ["--ppid", String(engine.child.pid), "-o", "comm="], { encoding: "utf8" });
  return children.stdout.split("\n").filter((name) => name.startsWith("qemu-system")).length;
}
