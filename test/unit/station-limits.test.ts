import { expect, test } from "vitest";
import type { Drive } from "../../shared/drive.ts";
import { bareDrive, memoryMachine, type Trouble } from "../support/memory-drive.ts";
import { madeMasters, testPolicy, testStation, type TestStation } from "../support/station-parts.ts";

const HUB = "pci0000:00/0000:00:14.0/usb3";
const drives = [1, 2, 3].map((n): Drive => ({
  ...bareDrive,
  identity: `disk:S${n}|w${n}|64|${n}`,
  serial: `S${n}`,
  wwid: `w${n}`,
  port: `${HUB}/1.${n}:1.0/0:0:0`,
}));

/** Three drives on one USB hub that takes one at a time. */
function station(trouble?: Trouble) {
  const ports = drives.map(({ port }) => port);
  const machine = memoryMachine(drives, trouble);
  const limits = { usb: 1, byController: {} };
  return {
    machine,
    ...testStation(machine, madeMasters(), { policy: () => ({ ...testPolicy, limits }) }, ports),
  };
}

async function start({ station }: TestStation): Promise<string[]> {
  const bays = drives.map(({ identity }, n) => ({ bay: n + 1, identity }));
  const batch = { create: { target: null, operator: "", note: "" } };
  const media = { media: "m1", imageIndex: 1, sequence: "builtin:bios" };
  return (await station.start({ ...media, batch, bays, oldData: "keep" })).jobs;
}

function waits({ told }: TestStation, job: string | undefined): unknown[] {
  return told.flatMap((message) =>
    "event" in message && message.event.type === "job" && message.event.job === job
      ? message.event.event.type === "waiting"
        ? [message.event.event]
        : []
      : [],
  );
}

test("drives over their hub's limit wait for it by name, and are done one after the other in order", async () => {
  const bench = station();
  const jobs = await start(bench);
  await bench.station.idle();
  expect(bench.station.jobs.list().map(({ state }) => state)).toEqual(Array(3).fill({ status: "done" }));
  expect(jobs.map((job) => waits(bench, job)[0])).toEqual([
    { type: "waiting", reason: "master" },
    { type: "waiting", reason: "limit", controller: HUB },
    { type: "waiting", reason: "limit", controller: HUB },
  ]);
  const said = bench.machine.told.filter((line) => /^(claim|release)/.test(line));
  const claims = drives.flatMap(({ identity }) => [`claim ${identity} with 2 masters`, "release"]);
  expect(said).toEqual(claims);
});

test("a failed drive gives its turn to the next", async () => {
  const act = () => {
    throw new Error("broken");
  };
  const bench = station({ at: "zero", act });
  await start(bench);
  await bench.station.idle();
  expect(bench.station.jobs.list().map(({ state }) => state.status)).toEqual(["failed", "done", "done"]);
});

test("a queue that is paused while drives wait for their turn starts none of them until it goes on", async () => {
  const bench: ReturnType<typeof station> = station({ at: "zero", act: () => bench.station.pause(true) });
  const jobs = await start(bench);
  await expect
    .poll(() => bench.station.jobs.list()[2]?.state)
    .toEqual({ status: "waiting", reason: "paused" });
  expect(bench.station.jobs.list().map(({ state }) => state.status)).toEqual(["done", "waiting", "waiting"]);
  expect(bench.machine.told.filter((line) => line.startsWith("claim"))).toHaveLength(1);
  bench.station.pause(false);
  await bench.station.idle();
  expect(bench.station.jobs.list().map(({ state }) => state.status)).toEqual(["done", "done", "done"]);
  expect(waits(bench, jobs[2]).map((event) => (event as { reason: string }).reason)).toContain("paused");
});
