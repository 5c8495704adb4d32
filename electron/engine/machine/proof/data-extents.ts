import { koffi } from "../koffi.ts";
import type { ByteRange } from "../../boot/byte-range.ts";
import { SystemCallError } from "../libc.ts";

type Seek = (fd: number, offset: number, whence: number) => number;
let bound: Seek | undefined;

function lseek(): Seek {
  bound ??= koffi.load(null).func("int64_t lseek(int fd, int64_t offset, int whence)") as Seek;
  return bound;
}

const SEEK_DATA = 3;
const SEEK_HOLE = 4;

/**
 * Where an open file holds data; all else in it are holes, which read as zeros. The whole file where the file system
 * cannot tell. @throws SystemCallError
 */
export function dataExtents(fd: number, sizeBytes: number): ByteRange[] {
  const extents: ByteRange[] = [];
  for (let at = 0; at < sizeBytes;) {
    const start = lseek()(fd, at, SEEK_DATA);
    if (start < 0) {
      const errno = koffi.errno();
      if (errno === koffi.os.errno["ENXIO"]) break; // nothing but a hole to the end
      if (errno === koffi.os.errno["EINVAL"]) return [{ offset: 0, length: sizeBytes }];
      throw new SystemCallError("lseek", errno);
    }
    const end = lseek()(fd, start, SEEK_HOLE);
    if (end <= start) return [{ offset: 0, length: sizeBytes }];
    extents.push({ offset: start, length: Math.min(end, sizeBytes) - start });
    at = end;
  }
  return extents;
}
