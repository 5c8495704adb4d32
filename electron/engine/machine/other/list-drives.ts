import type { Drive as ListedDrive } from "drivelist";
import type { Drive, DriveUse } from "../../../../shared/drive.ts";
import { StagingFault } from "../../../../shared/fault.ts";

/**
 * Drives of a Windows or macOS computer, as the drivelist package tells them. It knows no serials and no insertions,
 * so nothing here is fit to be claimed: for showing only. Not tried on either system yet.
 * @throws StagingFault tool-missing
 */
export async function listOtherDrives(): Promise<Drive[]> {
  const { list } = await import("drivelist").catch((cause: unknown) => {
    throw new StagingFault(
      "tool-missing",
      "The drivelist package is not installed on this station. Install it: npm install drivelist",
      { cause },
    );
  });
  return (await list()).map(fromDrivelist);
}

/** Serial and wwid are unknown there; an identity of place, size and model is the most that can be said. */
export function fromDrivelist(listed: ListedDrive): Drive {
  const port = listed.devicePath ?? listed.device;
  const sizeBytes = listed.size ?? 0;
  return {
    kind: "disk",
    identity: `disk:||${sizeBytes}||${port}|${listed.description}`,
    port,
    path: listed.raw || listed.device,
    model: listed.description || "Unknown model",
    serial: null,
    serialSource: "none",
    wwid: null,
    sizeBytes,
    logicalSectorBytes: listed.logicalBlockSize || 512,
    physicalSectorBytes: listed.blockSize || 512,
    diskseq: null,
    rotational: false,
    removable: listed.isRemovable,
    readOnly: listed.isReadOnly,
    uses: [
      ...(listed.isSystem ? [{ use: "system", where: listed.device } as const] : []),
      ...listed.mountpoints.map(({ path }): DriveUse => ({ use: "mounted", where: path })),
    ],
  };
}
