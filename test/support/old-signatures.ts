const KIB = 1024;

/** An LVM2 label as pvcreate leaves it: in the second sector. */
export function lvmLabel(sector = 1): Uint8Array {
  const bytes = Buffer.alloc(512);
  bytes.write("LABELONE", 0);
  bytes.writeBigUInt64LE(BigInt(sector), 8);
  bytes.write("LVM2 001", 24);
  return bytes;
}

/** A Linux RAID superblock of version 1.x that stands at `offset`. */
export function raidSuperblock(offset: number): Uint8Array {
  const bytes = Buffer.alloc(4 * KIB);
  bytes.writeUInt32LE(0xa92b4efc, 0);
  bytes.writeUInt32LE(1, 4);
  bytes.writeBigUInt64LE(BigInt(offset / 512), 128);
  return bytes;
}

/** Version 0.90, as old arrays have it. */
export function oldRaidSuperblock(): Uint8Array {
  const bytes = Buffer.alloc(4 * KIB);
  bytes.writeUInt32LE(0xa92b4efc, 0);
  bytes.writeUInt32LE(0, 4);
  bytes.writeUInt32LE(90, 8);
  return bytes;
}

export function btrfsSuperblock(): Uint8Array {
  const bytes = Buffer.alloc(4 * KIB);
  bytes.write("_BHRfS_M", 64);
  return bytes;
}

/** A ZFS label with one uberblock in its ring. */
export function zfsLabel(): Uint8Array {
  const bytes = Buffer.alloc(256 * KIB);
  bytes.writeBigUInt64LE(0x00bab10cn, 133 * KIB);
  return bytes;
}
