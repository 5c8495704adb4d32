import type { Drive } from "../../shared/drive.ts";

/** A blank 128 GB SATA drive on a free port, with whatever this test is about put over it. */
export function aDrive(over: Partial<Drive> = {}): Drive {
  return {
    kind: "disk",
    identity: "disk:SN-1|naa.5000000000000001|128035676160|11",
    port: "pci0000:00/0000:00:17.0/ata-1/0:0:0",
    path: "/dev/sdb",
    model: "Example SSD 128",
    serial: "SN-1",
    serialSource: "ata",
    wwid: "naa.5000000000000001",
    sizeBytes: 128_035_676_160,
    logicalSectorBytes: 512,
    physicalSectorBytes: 4096,
    diskseq: 11,
    rotational: false,
    removable: false,
    readOnly: false,
    uses: [],
    ...over,
  };
}
