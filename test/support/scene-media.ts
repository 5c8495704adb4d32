import { createHash } from "node:crypto";
import type { Media } from "../../shared/media.ts";
import type { Sequence } from "../../shared/sequence.ts";

export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

export const medium: Media = {
  id: "0b9f8f9e-1f6a-4a52-9c66-2f1f8f1f4f10",
  name: "Field laptop 24H2",
  version: "3.2",
  createdBy: "Image team",
  comment: "Autumn drivers",
  sha256: sha256("field laptop 3.2"),
  sizeBytes: 6_812_345_678,
  compression: "LZX",
  hasIntegrityTable: true,
  images: [
    {
      index: 1,
      name: "Windows 11 Enterprise",
      description: "",
      edition: "Enterprise",
      version: "10.0.26100.1",
      languages: ["en-US", "de-DE"],
      architecture: "x64",
      bytes: 11_400_000_000,
      files: 98_412,
      directories: 21_008,
      createdAt: "2026-10-01T07:00:00Z",
    },
  ],
  bootFiles: { bootmgr: true, biosBcd: true, bootSdi: true, bootWim: true, efiLoader: true, efiBcd: true },
  state: "checked",
  problem: null,
  importedAt: "2026-11-02T08:12:00Z",
  source: "/media/usb/field-laptop-24h2-3.2.wim",
  sample: false,
};

export const uncheckedMedium: Media = {
  ...medium,
  id: "5f0c7f5e-9f38-4d7a-8a90-3b5a7f1d2c11",
  name: "Kiosk",
  version: "1.0",
  state: "unchecked",
  sha256: sha256("kiosk"),
  sizeBytes: 3_100_000_000,
  bootFiles: { ...medium.bootFiles, bootmgr: false },
  importedAt: "2026-10-20T10:00:00Z",
};

export const badMedium: Media = {
  ...medium,
  id: "b7b0a7c2-62b3-4b3a-9a5e-6b1a4f1d7c12",
  name: "Field laptop 24H2",
  version: "3.1",
  state: "bad",
  problem: "12 files of image 1 do not match their hashes.",
  sha256: sha256("field laptop 3.1"),
  importedAt: "2026-09-20T10:00:00Z",
};

export const sequence: Sequence = {
  id: "builtin:bios",
  name: "Stage prestaged media (BIOS)",
  version: "1",
  description: "One active NTFS partition, started by BIOS.",
  builtin: true,
  steps: [
    {
      type: "SMS_TaskSequence_PartitionDiskAction",
      name: "Partition Disk",
      description: "100 MB kept for BitLocker, the rest NTFS and active",
      action: "osddiskpart.exe",
      variables: { OSDPartitionStyle: "MBR", OSDPartitions: "2", OSDPartitions0Size: "100" },
    },
    {
      type: "SMS_TaskSequence_RunCommandLineAction",
      name: "Boot code",
      description: "",
      action: "bootsect.exe /nt60 C:",
      variables: {},
    },
    {
      type: "SMS_TaskSequence_ApplyDataImageAction",
      name: "Apply Data Image",
      description: "The medium's image 1",
      action: "osdapplyos.exe",
      variables: { OSDDataImageIndex: "1" },
    },
  ],
  hash: sha256("bios sequence"),
};
