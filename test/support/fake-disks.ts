import type { FakeDisk } from "./sysfs-tree.ts";

/** A page 80h as drives answer it: the serial is padded with blanks in front. */
export const serialPage = (serial: string) =>
  Buffer.from([0, 0x80, 0, serial.length, ...Buffer.from(serial)]);
export const GB = 2_000_000; // in sectors of 512 bytes, near enough
export const ATA = "pci0000:00/0000:00:17.0/ata3/host2/target2:0:0/2:0:0:0";

export const sata: FakeDisk = {
  name: "sda",
  at: ATA,
  dev: "8:0",
  sectors: 250_069_680,
  files: {
    "device/vendor": "ATA     ",
    "device/model": "EXAMPLE SSD 128 ",
    "device/wwid": "naa.5000000000000abc",
    "device/vpd_pg80": serialPage("      S3RIAL1"),
    "queue/rotational": "0",
    "queue/logical_block_size": "512",
    "queue/physical_block_size": "4096",
    removable: "0",
    ro: "0",
    diskseq: "7",
  },
};
export const ataPort = { [`/sys/devices/pci0000:00/0000:00:17.0/ata3/ata_port/ata3/port_no`]: "1" };

/** A second SATA disk with two partitions; what is built on it differs from test to test. */
export const split = (over: Partial<FakeDisk> = {}): FakeDisk => ({
  ...sata,
  name: "sdb",
  at: ATA.replaceAll("2:0:0", "3:0:0"),
  dev: "8:16",
  files: { ...sata.files, diskseq: "8" },
  partitions: [
    { name: "sdb1", dev: "8:17", start: 2048, sectors: GB },
    { name: "sdb2", dev: "8:18", start: 2048 + GB, sectors: GB },
  ],
  ...over,
});
export const mapped = (name: string, dev: string, dmName: string, holders: string[] = []): FakeDisk => ({
  name,
  dev,
  sectors: GB,
  files: { "dm/name": dmName },
  holders,
});
