import type { Drive } from "../../../../shared/drive.ts";

const MIB = 2 ** 20;

/**
 * How large a request and how many at a time. Flash likes several large ones in flight; a disk's head should not be
 * sent to and fro, so it gets two, one to work on and one to go on with.
 */
export function requestSizes({ rotational }: Pick<Drive, "rotational">): {
  chunkBytes: number;
  depth: number;
} {
  return { chunkBytes: 4 * MIB, depth: rotational ? 2 : 4 };
}
