import { ContentIndex, contentLimits } from "../../../shared/content-index.ts";
import { StagingFault } from "../../../shared/fault.ts";

/** Reads an index, strictly. @throws StagingFault location-unreadable */
export function parseIndex(bytes: Uint8Array, where: string): ContentIndex {
  const unreadable = (why: string, cause?: unknown) =>
    new StagingFault("location-unreadable", `The index of ${where} cannot be used: ${why}.`, { cause });
  if (bytes.length > contentLimits.indexBytes) throw unreadable("it is too large");
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw unreadable("it is no JSON", cause);
  }
  if (isOfAnotherVersion(document)) throw unreadable("it was made by a newer Prestage than this one");
  const parsed = ContentIndex.safeParse(document);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw unreadable(
    `${first?.path.join(".") || "it"}: ${first?.message ?? "not as it should be"}`,
    parsed.error,
  );
}

function isOfAnotherVersion(document: unknown): boolean {
  if (typeof document !== "object" || document === null || !("prestageContent" in document)) return false;
  return typeof document.prestageContent === "number" && document.prestageContent !== 1;
}
