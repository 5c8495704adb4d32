/** Both ends are included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * What of a file a Range header asks for. Several ranges, other units and what cannot be read are answered with the
 * whole file, as RFC 9110 allows.
 */
export function rangeOf(
  header: string | undefined,
  sizeBytes: number,
): ByteRange | "whole" | "unsatisfiable" {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return "whole";
  if (first === "") {
    const bytes = Math.min(Number(last), sizeBytes);
    return bytes === 0 ? "unsatisfiable" : { start: sizeBytes - bytes, end: sizeBytes - 1 };
  }
  const start = Number(first);
  const end = last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== "" && Number(last) < start) return "whole";
  return start >= sizeBytes ? "unsatisfiable" : { start, end };
}
