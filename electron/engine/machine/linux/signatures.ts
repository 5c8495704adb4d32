import { hasTextAt, viewOf, type ByteRange, type ReadBytes } from "../../boot/byte-range.ts";

/** The mark of a RAID or volume manager on a disk or partition. */
export interface Signature {
  kind: "LVM2 member" | "Linux RAID member" | "Btrfs volume" | "ZFS member";
  /** What must be blanked so that nobody takes it for one any more. In bytes from the start of what was probed. */
  range: ByteRange;
}

type Probe = (read: ReadBytes, sizeBytes: number) => Promise<Signature[]>;

/**
 * Finds the marks by which Linux would take this disk or partition into a RAID, a volume group or a pool.
 * A read that ends early finds nothing there.
 */
export async function findSignatures(read: ReadBytes, sizeBytes: number): Promise<Signature[]> {
  const found: Signature[] = [];
  for (const probe of [lvm, raidInFront, raidAtEnd, oldRaid, btrfs, zfs])
    found.push(...(await probe(read, sizeBytes)));
  return found;
}

const SECTOR = 512;
const KIB = 1024;
const LVM_LABEL_SECTORS = 4;

/** "LABELONE" in one of the first four sectors, with its own sector number (lib/label/label.h of LVM2). */
const lvm: Probe = async (read) => {
  const head = await read({ offset: 0, length: LVM_LABEL_SECTORS * SECTOR });
  const found: Signature[] = [];
  for (let at = 0; at + SECTOR <= head.length; at += SECTOR)
    if (
      hasTextAt(head, at, "LABELONE") &&
      hasTextAt(head, at + 24, "LVM2 001") &&
      viewOf(head).getBigUint64(at + 8, true) === BigInt(at / SECTOR)
    )
      found.push({ kind: "LVM2 member", range: { offset: at, length: SECTOR } });
  return found;
};

const RAID_MAGIC = 0xa92b4efc;
const RAID_SUPERBLOCK_BYTES = 4 * KIB;

/** md 1.1 stands at the start, 1.2 at 4 KiB (include/uapi/linux/raid/md_p.h). */
const raidInFront: Probe = async (read) => [...(await raidAt(read, 0)), ...(await raidAt(read, 4 * KIB))];

/** md 1.0: at least 8 KiB before the end, on a 4 KiB boundary. */
const raidAtEnd: Probe = async (read, sizeBytes) => {
  const offset = roundDown(sizeBytes - 8 * KIB, 4 * KIB);
  return offset <= 0 ? [] : raidAt(read, offset);
};

async function raidAt(read: ReadBytes, offset: number): Promise<Signature[]> {
  const block = await read({ offset, length: RAID_SUPERBLOCK_BYTES });
  if (block.length < RAID_SUPERBLOCK_BYTES) return [];
  const view = viewOf(block);
  const itself = view.getBigUint64(128, true) === BigInt(offset / SECTOR);
  if (view.getUint32(0, true) !== RAID_MAGIC || view.getUint32(4, true) !== 1 || !itself) return [];
  return [{ kind: "Linux RAID member", range: { offset, length: RAID_SUPERBLOCK_BYTES } }];
}

/** md 0.90: in the last whole 64 KiB but one, in the byte order of the machine that wrote it. */
const oldRaid: Probe = async (read, sizeBytes) => {
  const offset = roundDown(sizeBytes, 64 * KIB) - 64 * KIB;
  if (offset < 0) return [];
  const block = await read({ offset, length: RAID_SUPERBLOCK_BYTES });
  if (block.length < RAID_SUPERBLOCK_BYTES) return [];
  const view = viewOf(block);
  const is090 = [true, false].some(
    (little) =>
      view.getUint32(0, little) === RAID_MAGIC &&
      view.getUint32(4, little) === 0 &&
      view.getUint32(8, little) === 90,
  );
  return is090 ? [{ kind: "Linux RAID member", range: { offset, length: RAID_SUPERBLOCK_BYTES } }] : [];
};

const BTRFS_SUPERBLOCKS = [64 * KIB, 64 * KIB * KIB, 256 * KIB * KIB * KIB];

/** The superblock and its mirrors; without the first one the mirrors are nothing to the kernel. */
const btrfs: Probe = async (read, sizeBytes) => {
  const found: Signature[] = [];
  for (const offset of BTRFS_SUPERBLOCKS) {
    const range = { offset, length: 4 * KIB };
    if (offset + range.length > sizeBytes) break;
    const block = await read(range);
    if (!hasTextAt(block, 64, "_BHRfS_M")) break;
    found.push({ kind: "Btrfs volume", range });
  }
  return found;
};

const ZFS_LABEL_BYTES = 256 * KIB;
const ZFS_RING = { offset: 128 * KIB, length: 128 * KIB };
const UBERBLOCK_MAGIC = 0x00bab10cn;

/** Four labels, two at each end; the second half of each is a ring of uberblocks (include/sys/vdev_impl.h of OpenZFS). */
const zfs: Probe = async (read, sizeBytes) => {
  const end = roundDown(sizeBytes, ZFS_LABEL_BYTES);
  if (end < 4 * ZFS_LABEL_BYTES) return [];
  const found: Signature[] = [];
  for (const label of [0, ZFS_LABEL_BYTES, end - 2 * ZFS_LABEL_BYTES, end - ZFS_LABEL_BYTES]) {
    const ring = await read({ offset: label + ZFS_RING.offset, length: ZFS_RING.length });
    if (!hasUberblock(ring)) continue;
    const afterBootSpace = 16 * KIB;
    const range = { offset: label + afterBootSpace, length: ZFS_LABEL_BYTES - afterBootSpace };
    found.push({ kind: "ZFS member", range });
  }
  return found;
};

function hasUberblock(ring: Uint8Array): boolean {
  const view = viewOf(ring);
  for (let at = 0; at + 8 <= ring.length; at += KIB)
    if ([true, false].some((little) => view.getBigUint64(at, little) === UBERBLOCK_MAGIC)) return true;
  return false;
}

function roundDown(bytes: number, step: number): number {
  return bytes - (bytes % step);
}
