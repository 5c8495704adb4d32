import { afterEach, describe, expect, test } from "vitest";
import type { Drive } from "../../shared/drive.ts";
import { driveLister, type ListerOptions } from "../../electron/engine/machine/linux/list-drives.ts";
import { ATA, ataPort, GB, mapped, sata, serialPage } from "../support/fake-disks.ts";
import { makeComputer, type FakeComputer, type FakeDisk } from "../support/sysfs-tree.ts";

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const undo of cleanUp.splice(0)) undo();
});

async function drivesOf(computer: FakeComputer, options: ListerOptions = {}): Promise<Drive[]> {
  const { root, remove } = makeComputer(computer);
  cleanUp.push(remove);
  return driveLister({ root, ...options }).list();
}

describe("the list of drives", () => {
  test("tells all facts of a SATA drive; its place has no number that changes from start to start", async () => {
    expect(await drivesOf({ disks: [sata], files: ataPort })).toEqual([
      {
        kind: "disk",
        identity: "disk:S3RIAL1|naa.5000000000000abc|128035676160|7",
        port: "pci0000:00/0000:00:17.0/ata-1/0:0:0",
        path: "/dev/sda",
        model: "EXAMPLE SSD 128",
        serial: "S3RIAL1",
        serialSource: "ata",
        wwid: "naa.5000000000000abc",
        sizeBytes: 128_035_676_160,
        logicalSectorBytes: 512,
        physicalSectorBytes: 4096,
        diskseq: 7,
        rotational: false,
        removable: false,
        readOnly: false,
        uses: [],
      },
    ]);
  });

  test("knows NVMe, USB bridges, SAS and virtio, each with where its serial came from", async () => {
    const usb = "pci0000:00/0000:00:14.0/usb2/2-1/2-1.4/2-1.4:1.0/host9/target9:0:0/9:0:0:0";
    const sas =
      "pci0000:00/0000:01:00.0/host1/port-1:0/expander-1:0/port-1:0:7/end_device-1:0:7/target1:0:9/1:0:9:0";
    const expander = "/sys/devices/pci0000:00/0000:01:00.0/host1/port-1:0/expander-1:0";
    const drives = await drivesOf({
      disks: [
        {
          name: "nvme1n1",
          at: "pci0000:00/0000:00:1d.0/0000:3d:00.0/nvme/nvme1",
          dev: "259:1",
          sectors: GB,
          files: {
            "device/serial": "NV-77   ",
            "device/model": "Example NVMe  ",
            wwid: "eui.0025385b71b0a1c2",
            diskseq: "5",
          },
        },
        {
          name: "sdc",
          at: usb,
          dev: "8:32",
          sectors: GB,
          files: {
            "device/vendor": "JMicron ",
            "device/model": "Generic",
            "device/wwid": "naa.0000000000000000",
          },
        },
        {
          name: "sdd",
          at: sas,
          dev: "8:48",
          sectors: GB,
          files: {
            "device/vendor": "EXAMPLE ",
            "device/model": "SAS10K",
            "device/vpd_pg80": serialPage("SAS-9"),
          },
        },
        {
          name: "vda",
          at: "pci0000:00/0000:00:02.0/virtio1",
          dev: "254:0",
          sectors: GB,
          files: { serial: "root-disk" },
        },
      ],
      files: {
        "/sys/devices/pci0000:00/0000:00:14.0/usb2/version": " 3.10",
        "/sys/devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1.4/serial": "BRIDGE-1",
        [`${expander}/sas_device/expander-1:0/sas_address`]: "0x500605b0000272bf",
        [`${expander}/port-1:0:7/phy-1:0:12/phy_identifier`]: "12",
      },
    });
    const told = drives.map(({ port, model, serial, serialSource, wwid }) => ({
      port,
      model,
      serial,
      serialSource,
      wwid,
    }));
    expect(told).toEqual([
      {
        port: "pci0000:00/0000:00:1d.0/0000:3d:00.0/nvme-1",
        model: "Example NVMe",
        serial: "NV-77",
        serialSource: "nvme",
        wwid: "eui.0025385b71b0a1c2",
      },
      {
        port: "pci0000:00/0000:00:14.0/usb3/1.4:1.0/0:0:0",
        model: "JMicron Generic",
        serial: "BRIDGE-1",
        serialSource: "usb-bridge",
        wwid: null,
      },
      {
        port: "pci0000:00/0000:01:00.0/expander-0x500605b0000272bf/phy-12",
        model: "EXAMPLE SAS10K",
        serial: "SAS-9",
        serialSource: "scsi",
        wwid: null,
      },
      {
        port: "pci0000:00/0000:00:02.0",
        model: "Virtio disk",
        serial: "root-disk",
        serialSource: "virtio",
        wwid: null,
      },
    ]);
  });

  test("a drive that is put in again keeps its port and gets another identity", async () => {
    const before = await drivesOf({ disks: [sata], files: ataPort });
    const again = { ...sata, at: ATA.replaceAll("2:0:0", "5:0:0"), files: { ...sata.files, diskseq: "9" } };
    const after = await drivesOf({ disks: [again], files: ataPort });
    expect(after[0]?.port).toBe(before[0]?.port);
    expect(after[0]?.identity).toBe("disk:S3RIAL1|naa.5000000000000abc|128035676160|9");
  });

  test("an NVMe drive with several ways to it is one drive, at its first controller", async () => {
    const subsystem = "virtual/nvme-subsystem/nvme-subsys0";
    const head = {
      name: "nvme0n1",
      at: subsystem,
      dev: "259:0",
      sectors: GB,
      files: { "device/serial": "M-1" },
    };
    const way = {
      name: "nvme0c0n1",
      at: "pci0000:00/0000:02:00.0/nvme/nvme0",
      dev: "259:2",
      sectors: GB,
      files: { hidden: "1" },
    };
    const drives = await drivesOf({
      disks: [head, way],
      links: { [`/sys/devices/${subsystem}/nvme0`]: "/sys/devices/pci0000:00/0000:02:00.0/nvme/nvme0" },
    });
    expect(drives.map(({ path, port, serial }) => [path, port, serial])).toEqual([
      ["/dev/nvme0n1", "pci0000:00/0000:02:00.0/nvme-1", "M-1"],
    ]);
  });

  test("leaves out what is no drive: memory, optical, built-up devices, empty card slots, unbound loops", async () => {
    const others: FakeDisk[] = [
      ...["ram0", "zram0", "sr0", "fd0", "nbd0", "loop0", "mmcblk0boot0"].map((name, index) => ({
        name,
        dev: `1:${index}`,
        sectors: GB,
      })),
      mapped("dm-0", "253:0", "vg0-root"),
      { name: "md127", dev: "9:127", sectors: GB },
      { ...sata, name: "sdx", at: ATA.replaceAll("2:0:0", "8:0:0"), sectors: 0, files: { removable: "1" } },
    ];
    const drives = await drivesOf({ disks: [...others, sata] }, { allowLoop: true });
    expect(drives.map(({ path }) => path)).toEqual(["/dev/sda"]);
  });

  test("shows loop devices only when they are allowed, with their file as port", async () => {
    const loop: FakeDisk = {
      name: "loop3",
      dev: "7:3",
      sectors: GB,
      files: { "loop/backing_file": "/srv/bays/one.img", diskseq: "21" },
    };
    expect(await drivesOf({ disks: [loop] })).toEqual([]);
    const [drive] = await drivesOf({ disks: [loop] }, { allowLoop: true });
    expect([drive?.kind, drive?.identity, drive?.port, drive?.serial, drive?.serialSource]).toEqual([
      "loop",
      "loop:/srv/bays/one.img|21|1024000000",
      "/srv/bays/one.img",
      "one.img",
      "backing-file",
    ]);
  });

  test("a drive that tells no serial, or only zeros, has none", async () => {
    const silent = { ...sata, files: { ...sata.files, "device/vpd_pg80": serialPage("00000000") } };
    const [drive] = await drivesOf({ disks: [silent] });
    expect([drive?.serial, drive?.serialSource]).toEqual([null, "none"]);
  });
});
