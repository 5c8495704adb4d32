import { afterEach, describe, expect, test } from "vitest";
import type { DriveUse } from "../../shared/drive.ts";
import { driveLister, type ListerOptions } from "../../electron/engine/machine/linux/list-drives.ts";
import { parseMountinfo, parseSwaps } from "../../electron/engine/machine/linux/mountinfo.ts";
import { GB, mapped, sata, split } from "../support/fake-disks.ts";
import { lvmLabel, raidSuperblock } from "../support/old-signatures.ts";
import { makeComputer, type FakeComputer, type FakeDisk } from "../support/sysfs-tree.ts";

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const undo of cleanUp.splice(0)) undo();
});

async function usesOf(
  name: string,
  computer: FakeComputer,
  options: ListerOptions = {},
): Promise<DriveUse[]> {
  const { root, remove } = makeComputer(computer);
  cleanUp.push(remove);
  const drives = await driveLister({ root, ...options }).list();
  return drives.find(({ path }) => path === `/dev/${name}`)?.uses ?? [];
}

describe("what a drive is used for", () => {
  test("a partition's mounts count for the whole drive, the system's among them", async () => {
    const mounts: FakeComputer["mounts"] = [
      ["8:17", "/boot/efi", "vfat", "/dev/sdb1"],
      ["8:18", "/srv/my\\040data", "ext4", "/dev/sdb2"],
    ];
    expect(await usesOf("sdb", { disks: [sata, split()], mounts })).toEqual([
      { use: "system", where: "/boot/efi" },
      { use: "mounted", where: "/srv/my data" },
    ]);
    expect(await usesOf("sda", { disks: [sata, split()], mounts })).toEqual([]);
  });

  test("a system on LVM on encryption on RAID on partitions is found through all of them", async () => {
    const members = split({
      partitions: [{ name: "sdb1", dev: "8:17", start: 2048, sectors: GB, holders: ["md127"] }],
    });
    const disks: FakeDisk[] = [
      members,
      { name: "md127", dev: "9:127", sectors: GB, holders: ["dm-0"] },
      mapped("dm-0", "253:0", "luks-md", ["dm-1", "dm-2"]),
      mapped("dm-1", "253:1", "vg0-root"),
      mapped("dm-2", "253:2", "vg0-swap"),
    ];
    const computer: FakeComputer = {
      disks,
      mounts: [["253:1", "/", "ext4", "/dev/mapper/vg0-root"]],
      swaps: ["/dev/dm-2"],
    };
    expect(await usesOf("sdb", computer)).toEqual([
      { use: "system", where: "/" },
      { use: "swap", where: "/dev/dm-2" },
      { use: "held", by: "md127" },
    ]);
  });

  test("an encrypted drive that is open but not mounted is held, under the name people know", async () => {
    const disks = [{ ...sata, holders: ["dm-3"] }, mapped("dm-3", "253:3", "backup")];
    expect(await usesOf("sda", { disks })).toEqual([{ use: "held", by: "dm-3 (backup)" }]);
  });

  test("btrfs is found by its source, since it mounts under a device number of its own", async () => {
    const mounts: FakeComputer["mounts"] = [["0:39", "/", "btrfs", "/dev/sda"]];
    expect(await usesOf("sda", { disks: [sata], mounts })).toEqual([{ use: "system", where: "/" }]);
  });

  test("the second drive of a mounted btrfs is in use too, though nothing names it as mounted", async () => {
    const computer: FakeComputer = {
      disks: [sata, split()],
      mounts: [["0:39", "/srv/pool", "btrfs", "/dev/sda"]],
      files: {
        "/sys/fs/btrfs/5f2c/devices/sda/size": "1",
        "/sys/fs/btrfs/5f2c/devices/sdb2/size": "1",
        "/sys/fs/btrfs/5f2c/label": "pool",
      },
    };
    expect(await usesOf("sdb", computer)).toEqual([
      { use: "mounted", where: "/srv/pool" },
      { use: "held", by: "btrfs pool" },
    ]);
  });

  test("a mount by label is followed to the drive", async () => {
    const computer: FakeComputer = {
      disks: [sata],
      mounts: [["0:41", "/srv", "btrfs", "/dev/disk/by-label/srv"]],
      links: { "/dev/disk/by-label/srv": "../../sda" },
    };
    expect(await usesOf("sda", computer)).toEqual([{ use: "mounted", where: "/srv" }]);
  });

  test("swap on a partition counts for the whole drive", async () => {
    expect(await usesOf("sdb", { disks: [split()], swaps: ["/dev/sdb2"] })).toEqual([
      { use: "swap", where: "/dev/sdb2" },
    ]);
  });

  test("a drive under a loop device is held by it", async () => {
    const loop = { name: "loop5", dev: "7:5", sectors: GB, files: { "loop/backing_file": "/dev/sdb1" } };
    expect(await usesOf("sdb", { disks: [split(), loop] })).toEqual([{ use: "held", by: "loop5" }]);
  });

  test("the drive under the station's folders is the station's own, the longest mount deciding", async () => {
    const computer: FakeComputer = {
      disks: [sata, split()],
      mounts: [
        ["8:0", "/", "ext4", "/dev/sda"],
        ["8:18", "/srv/prestage", "ext4", "/dev/sdb2"],
      ],
    };
    const options = { stationFolders: ["/srv/prestage/media", "/srv/prestages"] };
    expect(await usesOf("sdb", computer, options)).toEqual([
      { use: "mounted", where: "/srv/prestage" },
      { use: "station", where: "/srv/prestage/media" },
    ]);
    expect(await usesOf("sda", computer, options)).toEqual([
      { use: "system", where: "/" },
      { use: "station", where: "/srv/prestages" },
    ]);
  });

  test("old marks are found on the disk and on its partitions, once each", async () => {
    const inPartition = (2048 + GB) * 512;
    const disk = split({ content: { 512: lvmLabel(), [inPartition + 4096]: raidSuperblock(4096) } });
    expect(await usesOf("sdb", { disks: [disk] })).toEqual([
      { use: "stale-signature", kind: "LVM2 member" },
      { use: "stale-signature", kind: "Linux RAID member" },
    ]);
  });

  test("old marks of an array that runs are not told as old", async () => {
    const disk: FakeDisk = { ...sata, holders: ["md0"], content: { 4096: raidSuperblock(4096) } };
    expect(await usesOf("sda", { disks: [disk, { name: "md0", dev: "9:0", sectors: GB }] })).toEqual([
      { use: "held", by: "md0" },
    ]);
  });

  test("a drive that this engine is writing is not read", async () => {
    const disk: FakeDisk = { ...sata, content: { 512: lvmLabel() } };
    const toldWhen = (isOurs: () => boolean) => usesOf("sda", { disks: [disk] }, { isOurs });
    expect(await toldWhen(() => false)).toEqual([{ use: "stale-signature", kind: "LVM2 member" }]);
    expect(await toldWhen(() => true)).toEqual([]);
  });
});

describe("the kernel's lists", () => {
  test("mountinfo is read with optional fields and blanks in names", () => {
    const text = [
      "36 35 98:0 /sub /mnt/a\\040b rw,noatime master:1 shared:7 - ext3 /dev/root rw,errors=continue",
      "37 35 0:44 / /proc rw - proc proc rw",
      "not a line",
    ].join("\n");
    expect(parseMountinfo(text)).toEqual([
      { dev: "98:0", mountPoint: "/mnt/a b", fileSystem: "ext3", source: "/dev/root" },
      { dev: "0:44", mountPoint: "/proc", fileSystem: "proc", source: "proc" },
    ]);
  });

  test("swaps are read without their heading", () => {
    const text = "Filename\tType\n/dev/sda2   partition\t1\n/swap\\040file file\t1\n";
    expect(parseSwaps(text)).toEqual(["/dev/sda2", "/swap file"]);
  });
});
