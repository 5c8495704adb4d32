import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { ProofRule } from "../../shared/proof.ts";
import { assemble, payloadOf } from "../support/boot-disk.ts";
import { importInto, startEngine, type EngineProcess } from "../support/engine-process.ts";
import * as seen from "../support/staged-drive.ts";
import { makeStandInMedium, standInMissing } from "../support/stand-in/stand-in-medium.ts";
import { bootmgrLay, checksOf, scatterBootmgr, scatterLoader, type Layout } from "./support/boot-shapes.ts";

/**
 * Which staged drives start: each layout on both sizes of sectors, with the program that the boot record or the
 * firmware loads in one piece (longer than 64 KiB), in many, and inside its FILE record. A Linux stand-in for Windows'
 * boot image calls home; a program so short that it is resident says so on the serial port. Prints the checks that
 * other programs make, and a table.
 *
 *   npm run bench:boots -- [--pictures FOLDER] [--layout TEXT, for those whose names have it]
 */
const { values } = parseArgs({
  options: { pictures: { type: "string" }, layout: { type: "string", default: "" } },
});
const missing = standInMissing();
if (missing) throw new Error(missing);

const SHAPES = ["resident", "in pieces", "over 64 KiB"] as const;
type Shape = (typeof SHAPES)[number];
const layouts: Layout[] = [
  { name: "BIOS-one", sequence: "builtin:bios", system: 1, os: 1, wimOn: "system", uefi: false },
  { name: "BIOS-split", sequence: "builtin:bios-split", system: 0, os: 1, wimOn: "os", uefi: false },
  { name: "UEFI", sequence: "builtin:uefi", system: 0, os: 2, wimOn: "os", uefi: true },
  {
    name: "UEFI, boot.wim on ESP",
    sequence: "builtin:uefi-boot-image",
    system: 0,
    os: 2,
    wimOn: "system",
    uefi: true,
  },
];
const CALLS_HOME: ProofRule = { kind: "call-home" };
const RUNS: ProofRule = { kind: "serial", text: "PAYLOAD RUNS" };

const dir = mkdtempSync(join(tmpdir(), "prestage-boots-"));
const rows: [layout: string, sectorBytes: number, shape: Shape, came: string][] = [];
try {
  const wim = makeStandInMedium(dir);
  const resident = withResidentBootmgr(wim);
  for (const sectorBytes of [512, 4096]) await bench(sectorBytes, wim, resident);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
print();

/** Said at once, too: all of it takes a while. */
function told(row: (typeof rows)[number]): void {
  rows.push(row);
  console.log(`  ${row[2]}: ${row[3]}`);
}

/** The same medium with a \bootmgr of 288 bytes, which fits into its FILE record. */
function withResidentBootmgr(wim: string): string {
  const tree = join(dir, "medium");
  writeFileSync(join(tree, "bootmgr"), payloadOf(assemble("checksum-payload", dir), 288));
  const path = wim.replace(/\.wim$/, "-resident.wim");
  const how = ["--compress=fast", "--no-acls"];
  execFileSync("wimlib-imagex", ["capture", tree, path, "Resident", ...how], { stdio: "ignore" });
  return path;
}

async function bench(sectorBytes: number, wim: string, residentWim: string): Promise<void> {
  const size = ["--bay-size", "1900M", "--bay-sector", String(sectorBytes)];
  await using engine = await startEngine(join(dir, `home-${sectorBytes}`), ["--bays", "6", ...size]);
  const [{ id: whole }, { id: resident }] = [
    await importInto(engine, wim),
    await importInto(engine, residentWim),
  ];
  let bay = 0;
  for (const layout of layouts.filter(({ name }) => name.includes(values.layout))) {
    const drive = await stage(engine, ++bay, whole, layout);
    if (typeof drive === "string") {
      for (const shape of SHAPES) told([layout.name, sectorBytes, shape, drive]);
      continue;
    }
    await tellChecks(drive.path, sectorBytes, layout);
    told([layout.name, sectorBytes, "resident", await startResident(engine, resident, layout, bay + 4)]);
    const start = (shape: Shape) => prove(engine, drive.path, sectorBytes, layout, shape, CALLS_HOME);
    told([layout.name, sectorBytes, "over 64 KiB", await start("over 64 KiB")]);
    await scatter(drive.path, sectorBytes, layout);
    told([layout.name, sectorBytes, "in pieces", await start("in pieces")]);
  }
}

async function startResident(
  engine: EngineProcess,
  media: string,
  layout: Layout,
  bay: number,
): Promise<string> {
  if (layout.uefi) return "does not apply: FAT has no resident files";
  const drive = await stage(engine, bay, media, layout);
  if (typeof drive === "string") return drive;
  const partition = partitionOf(drive.path, 512, layout.system);
  const lies = await bootmgrLay(drive.path, partition, join(dir, "volume.img"));
  if (lies !== "resident") return `\\bootmgr lies in ${lies}`;
  return prove(engine, drive.path, 512, layout, "resident", RUNS);
}

/** Where a drive was staged, or why it was not. */
async function stage(
  engine: EngineProcess,
  bay: number,
  media: string,
  { sequence }: Layout,
): Promise<{ path: string } | string> {
  const drive = engine.bays()[bay - 1]?.drive;
  if (!drive) throw new Error(`bay ${bay} is empty`);
  const batch = { create: { target: null, operator: "bench", note: "" } };
  const bays = [{ bay, identity: drive.identity }];
  try {
    const { jobs } = await engine.client.start({ media, sequence, batch, bays, oldData: "keep" });
    const [ending] = await engine.endings(jobs, 600_000);
    return ending === "done" ? { path: drive.path } : `staging ended as ${ending}`;
  } catch (thrown) {
    return `refused before any drive is touched: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
}

function partitionOf(path: string, sectorBytes: number, number: number): seen.PartitionSeen {
  const found = seen.tableOf(path, sectorBytes).partitions[number];
  if (!found) throw new Error(`${path} has no partition ${number + 1}`);
  return found;
}

async function scatter(path: string, sectorBytes: number, { uefi, system }: Layout): Promise<void> {
  const partition = partitionOf(path, sectorBytes, system);
  const volume = join(dir, "volume.img");
  if (uefi) return console.log(`  loader: now in ${scatterLoader(path, partition)} pieces`);
  await scatterBootmgr(path, partition, volume);
  console.log(`  \\bootmgr: now in ${await bootmgrLay(path, partition, volume)}`);
}

async function tellChecks(path: string, sectorBytes: number, layout: Layout): Promise<void> {
  console.log(`${layout.name}, ${sectorBytes}-byte sectors`);
  for (const line of await checksOf(path, sectorBytes, layout, dir)) console.log(`  ${line}`);
}

/** "booted, 9 s", or what was seen instead. */
async function prove(
  engine: EngineProcess,
  path: string,
  sectorBytes: number,
  { name }: Layout,
  shape: Shape,
  rule: ProofRule,
): Promise<string> {
  const hash = () => execFileSync("sha256sum", [path], { encoding: "utf8" }).slice(0, 64);
  const before = hash();
  const disk = sectorBytes === 4096 ? "nvme" : "virtio";
  const { task, proof: id } = await engine.client.prove({ path, rule, disk });
  const over = () => {
    const told = engine.events.findLast((event) => event.type === "tasks");
    return told?.type === "tasks" && !told.tasks.some((each) => each.task === task);
  };
  await engine.until(over, 1_200_000);
  const proof = (await engine.client.proofs({ of: { path } })).find((each) => each.proof === id);
  if (!proof) return "nothing was recorded";
  if (values.pictures && proof.picture) await keepPicture(engine, id, `${name} ${sectorBytes} ${shape}`);
  const same = hash() === before ? "sha256 before = after" : "CHANGED";
  const came = proof.outcome === "proved" ? `booted, ${Math.round(proof.ms / 1000)} s` : proof.message;
  return `${came}; ${same}`;
}

async function keepPicture(engine: EngineProcess, proof: string, name: string): Promise<void> {
  const folder = values.pictures ?? dir;
  mkdirSync(folder, { recursive: true });
  const { base64 } = await engine.client.proofPicture({ proof });
  const file = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.png`;
  writeFileSync(join(folder, file), Buffer.from(base64, "base64"));
}

function print(): void {
  console.log(`\n${"layout".padEnd(24)}${"sectors".padEnd(9)}${"loader".padEnd(13)}result`);
  for (const [layout, sectorBytes, shape, came] of rows)
    console.log(`${layout.padEnd(24)}${String(sectorBytes).padEnd(9)}${shape.padEnd(13)}${came}`);
}
