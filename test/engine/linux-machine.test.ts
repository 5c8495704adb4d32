import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import type { Drive } from "../../shared/drive.ts";
import { StagingFault } from "../../shared/fault.ts";
import { blinkDrive } from "../../electron/engine/machine/linux/blink.ts";
import { clearOldData } from "../../electron/engine/machine/linux/clear-old-data.ts";
import { driveLister } from "../../electron/engine/machine/linux/list-drives.ts";
import { openDrive } from "../../electron/engine/machine/linux/open-drive.ts";
import { watchDrives } from "../../electron/engine/machine/linux/watch.ts";
import { judge } from "../../electron/engine/staging/guard.ts";
import { makeLoop, whyNoLoops, type LoopDevice, type LoopOptions } from "../support/loop-device.ts";
import { btrfsSuperblock, lvmLabel, raidSuperblock } from "../support/old-signatures.ts";

const MIB = 1 << 20;
const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const undo of cleanUp.splice(0).toReversed()) undo();
});

function loopOf(options: Partial<LoopOptions> = {}): LoopDevice {
  const loop = makeLoop({ sizeBytes: 16 * MIB, ...options });
  cleanUp.push(() => loop.remove());
  return loop;
}

/** Listed anew, as the engine would after each change. */
async function listed({ path: device }: LoopDevice, stationFolders: string[] = []): Promise<Drive> {
  const drives = await driveLister({ allowLoop: true, stationFolders }).list();
  const found = drives.find((drive) => drive.path === device);
  if (!found) throw new Error(`${device} is not listed`);
  return found;
}

const run = (command: string, ...args: string[]) =>
  execFileSync(`/usr/sbin/${command}`, args, { stdio: "pipe" });

function mountOf(loop: LoopDevice): string {
  run("mkfs.ext4", "-q", loop.path);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "prestage-mount-"));
  execFileSync("mount", [loop.path, folder]);
  cleanUp.push(() => {
    execFileSync("umount", [folder]);
    fs.rmdirSync(folder);
  });
  return folder;
}

/** The code of the fault, or "opened". */
async function tryOpen(drive: Drive): Promise<string> {
  try {
    fs.closeSync(await openDrive(drive));
    return "opened";
  } catch (thrown) {
    if (thrown instanceof StagingFault) return thrown.code;
    throw thrown;
  }
}

describe.skipIf(whyNoLoops() !== null)("a loop device on the real bench", () => {
  test("is listed with the facts that its open descriptor confirms, and nothing speaks against it", async () => {
    const loop = loopOf({ sectorBytes: 4096 });
    const drive = await listed(loop);
    const diskseq = Number(fs.readFileSync(`/sys/block/${path.basename(loop.path)}/diskseq`, "utf8"));
    expect(drive).toEqual({
      kind: "loop",
      identity: `loop:${loop.file}|${diskseq}|${16 * MIB}`,
      port: loop.file,
      path: loop.path,
      model: "Loop device",
      serial: "drive.img",
      serialSource: "backing-file",
      wwid: null,
      sizeBytes: 16 * MIB,
      logicalSectorBytes: 4096,
      physicalSectorBytes: drive.physicalSectorBytes,
      diskseq,
      rotational: drive.rotational,
      removable: false,
      readOnly: false,
      uses: [],
    });
    expect(judge(drive, { all: [drive], taught: true, blocked: false })).toBeNull();
    expect(await tryOpen(drive)).toBe("opened");
  });

  test("that is mounted is refused by the guard, and by the kernel if the guard had not looked", async () => {
    const loop = loopOf();
    const free = await listed(loop);
    const folder = mountOf(loop);
    const drive = await listed(loop, [path.join(folder, "media")]);
    expect(drive.uses).toEqual([
      { use: "mounted", where: folder },
      { use: "station", where: path.join(folder, "media") },
    ]);
    expect(await tryOpen(free)).toBe("drive-busy");
  });

  test("that is swap is refused by the guard and by the kernel", async () => {
    const loop = loopOf();
    const free = await listed(loop);
    run("mkswap", loop.path);
    run("swapon", loop.path);
    cleanUp.push(() => run("swapoff", loop.path));
    expect((await listed(loop)).uses).toEqual([{ use: "swap", where: loop.path }]);
    expect(await tryOpen(free)).toBe("drive-busy");
  });

  test("is held by one at a time", async () => {
    const drive = await listed(loopOf());
    const fd = await openDrive(drive);
    expect(await tryOpen(drive)).toBe("drive-busy");
    fs.closeSync(fd);
    expect(await tryOpen(drive)).toBe("opened");
  });

  test("that is read-only is refused before the first write", async () => {
    const drive = await listed(loopOf({ readOnly: true }));
    expect(drive.readOnly).toBe(true);
    expect(await tryOpen(drive)).toBe("drive-refused");
    expect(await tryOpen({ ...drive, readOnly: false })).toBe("drive-refused");
  });

  test("that was taken out and put in again is another insertion, and is not opened for the old one", async () => {
    const loop = loopOf();
    const before = await listed(loop);
    loop.detach();
    expect(await tryOpen(before)).toBe("drive-gone");
    loop.attachAgain();
    const after = await listed(loop);
    expect(after.port).toBe(before.port);
    expect(after.identity).not.toBe(before.identity);
    expect(await tryOpen({ ...before, path: loop.path })).toBe("drive-swapped");
    expect(await tryOpen(after)).toBe("opened");
  });

  test("of another size or sector than the one listed is not opened", async () => {
    const drive = await listed(loopOf());
    expect(await tryOpen({ ...drive, sizeBytes: 32 * MIB })).toBe("drive-swapped");
    expect(await tryOpen({ ...drive, logicalSectorBytes: 4096 })).toBe("drive-swapped");
  });

  test("is never made up: a plain file or a missing node is no drive, and no file comes into being", async () => {
    const loop = loopOf();
    const drive = await listed(loop);
    const missing = path.join(path.dirname(loop.file), "missing");
    expect(await tryOpen({ ...drive, path: loop.file })).toBe("drive-gone");
    expect(await tryOpen({ ...drive, path: missing })).toBe("drive-gone");
    expect(fs.existsSync(missing)).toBe(false);
  });

  test("blinks by reading, changes nothing, and stops when told or when the drive is gone", async () => {
    const loop = loopOf();
    const drive = await listed(loop);
    const readsOf = () =>
      Number(
        fs
          .readFileSync(`/sys/block/${path.basename(loop.path)}/stat`, "utf8")
          .trim()
          .split(/\s+/)[0],
      );
    const before = readsOf();
    await blinkDrive(drive, AbortSignal.timeout(60_000), { totalMs: 300, halfMs: 100 });
    expect(readsOf() - before).toBeGreaterThan(4);
    const startedAt = performance.now();
    await blinkDrive(drive, AbortSignal.timeout(100));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    loop.detach();
    const goneAt = performance.now();
    await blinkDrive(drive, AbortSignal.timeout(60_000));
    expect(performance.now() - goneAt).toBeLessThan(5_000);
    expect(fs.readFileSync(loop.file).equals(Buffer.alloc(16 * MIB))).toBe(true);
  });
});

describe.skipIf(whyNoLoops() !== null)("old marks on a drive", () => {
  test.each([512, 4096])(
    "are found and cleared, and nothing else changes (%i-byte sectors)",
    async (sectorBytes) => {
      const loop = loopOf({ sectorBytes });
      const content = Buffer.alloc(16 * MIB, 0x5a);
      content.set(lvmLabel(), 512);
      content.set(raidSuperblock(4096), 4096);
      content.set(btrfsSuperblock(), 64 * 1024);
      fs.writeFileSync(loop.file, content);
      loop.detach();
      loop.attachAgain();
      const drive = await listed(loop);
      const kinds = ["LVM2 member", "Linux RAID member", "Btrfs volume"];
      expect(drive.uses).toEqual(kinds.map((kind) => ({ use: "stale-signature", kind })));
      expect(judge(drive, { all: [drive], taught: true, blocked: false })?.mendable).toBe(true);

      expect(await clearOldData(drive)).toEqual(kinds);
      expect((await listed(loop)).uses).toEqual([]);
      const cleared = Buffer.from(content)
        .fill(0, 512, 1024)
        .fill(0, 4096, 8192)
        .fill(0, 64 * 1024, 68 * 1024);
      expect(fs.readFileSync(loop.file).equals(cleared)).toBe(true);
    },
  );

  test("are told as gone by the same lister once it is told to look again", async () => {
    const loop = loopOf();
    const fd = fs.openSync(loop.file, "r+");
    fs.writeSync(fd, lvmLabel(), 0, 512, 512);
    fs.closeSync(fd);
    const lister = driveLister({ allowLoop: true });
    const look = async () => (await lister.list()).find((drive) => drive.path === loop.path);
    const drive = await look();
    expect(drive?.uses).toEqual([{ use: "stale-signature", kind: "LVM2 member" }]);
    if (drive) await clearOldData(drive);
    lister.forgetOldData(drive?.identity ?? "");
    expect((await look())?.uses).toEqual([]);
  });

  test("are not cleared on a drive that was swapped meanwhile", async () => {
    const loop = loopOf();
    const drive = await listed(loop);
    loop.detach();
    fs.writeFileSync(
      loop.file,
      Buffer.concat([Buffer.alloc(512), lvmLabel(), Buffer.alloc(16 * MIB - 1024)]),
    );
    loop.attachAgain();
    const asItWas = { ...drive, path: loop.path };
    await expect(clearOldData(asItWas)).rejects.toMatchObject({ code: "drive-swapped" });
    expect((await listed(loop)).uses).toEqual([{ use: "stale-signature", kind: "LVM2 member" }]);
  });

  test("are not cleared on a drive that is mounted", async () => {
    const loop = loopOf();
    const drive = await listed(loop);
    mountOf(loop);
    await expect(clearOldData(drive)).rejects.toMatchObject({ code: "drive-busy" });
  });
});

describe.skipIf(whyNoLoops() !== null)("the watch", () => {
  /** Whether the watch told of a change within two seconds of it. */
  async function toldWithin2s(watch: { told: number }, change: () => void): Promise<boolean> {
    const before = watch.told;
    change();
    const end = performance.now() + 2_000;
    while (watch.told === before && performance.now() < end) await pause(20);
    return watch.told > before;
  }

  function watching(everyMs: number) {
    const watch = { told: 0 };
    cleanUp.push(watchDrives(() => watch.told++, { everyMs }));
    return watch;
  }

  test("tells of a drive that comes, goes and is mounted, by looking once a second", async () => {
    const watch = watching(1_000);
    let loop: LoopDevice | undefined;
    expect(await toldWithin2s(watch, () => (loop = loopOf()))).toBe(true);
    expect(await toldWithin2s(watch, () => loop && mountOf(loop))).toBe(true);
  });

  test("hears of it from the kernel long before it would have looked", async () => {
    const watch = watching(3_600_000);
    let loop: LoopDevice | undefined;
    expect(await toldWithin2s(watch, () => (loop = loopOf()))).toBe(true);
    await pause(200);
    expect(await toldWithin2s(watch, () => loop?.detach())).toBe(true);
  });

  test("says nothing once it is stopped", async () => {
    const watch = { told: 0 };
    const stop = watchDrives(() => watch.told++, { everyMs: 20 });
    stop();
    loopOf();
    await pause(200);
    expect(watch.told).toBe(0);
  });
});
