import { expect, test } from "vitest";
import { fromDrivelist } from "../../electron/engine/machine/other/list-drives.ts";
import { judge } from "../../electron/engine/staging/guard.ts";

/** As drivelist's documentation shows a macOS computer's own drive. */
const listed: Parameters<typeof fromDrivelist>[0] = {
  blockSize: 4096,
  busType: "PCI",
  busVersion: null,
  description: "APPLE SSD",
  device: "/dev/disk0",
  devicePath: "IODeviceTree:/PCI0@0",
  enumerator: "darwin",
  error: null,
  isCard: null,
  isReadOnly: false,
  isRemovable: false,
  isSCSI: false,
  isSystem: true,
  isUAS: null,
  isUSB: false,
  isVirtual: false,
  logicalBlockSize: 512,
  mountpoints: [{ path: "/", label: "System" }],
  raw: "/dev/rdisk0",
  size: 250_000_000_000,
  partitionTableType: "gpt",
};

test("a drive that drivelist tells of has no serial, and its own computer's drive is refused", () => {
  const drive = fromDrivelist(listed);
  expect(drive).toEqual({
    kind: "disk",
    identity: "disk:||250000000000||IODeviceTree:/PCI0@0|APPLE SSD",
    port: "IODeviceTree:/PCI0@0",
    path: "/dev/rdisk0",
    model: "APPLE SSD",
    serial: null,
    serialSource: "none",
    wwid: null,
    sizeBytes: 250_000_000_000,
    logicalSectorBytes: 512,
    physicalSectorBytes: 4096,
    diskseq: null,
    rotational: false,
    removable: false,
    readOnly: false,
    uses: [
      { use: "system", where: "/dev/disk0" },
      { use: "mounted", where: "/" },
    ],
  });
  expect(judge(drive, { all: [drive], taught: true, blocked: false })?.code).toBe("holds-system");
});
