import { runTool } from "../../tool.ts";
import { wimFault } from "../create/wim-tools.ts";

/** One file of an image, as the .wim lists it. */
export interface ListedFile {
  /** As it is written there: "/Windows/INF/net.inf". */
  path: string;
  sizeBytes: number;
  /** SHA-1 of its content, hex; files with the same one are the same. */
  hash: string;
}

/** A whole Windows has some 5000 INFs and drivers. More than this are left out. */
export const MOST_LISTED = 20_000;
const FOLDER = 0x10;
const LINK = 0x400;

/**
 * The files of one image whose paths are wanted, without unpacking any; folders and links are left out.
 * @throws StagingFault media-corrupt, tool-missing; `signal.reason`
 */
export async function listFiles(
  wim: string,
  index: number,
  wanted: (path: string) => boolean,
  signal?: AbortSignal,
): Promise<ListedFile[]> {
  const files = new Map<string, ListedFile>();
  let current: (ListedFile & { attributes: number }) | null = null;
  const end = () => {
    if (current && (current.attributes & (FOLDER | LINK)) === 0 && wanted(current.path)) put(files, current);
    current = null;
  };
  const onLine = (line: string): void => {
    const path = /^Full Path\s+= "(\/.*)"$/.exec(line)?.[1];
    if (path !== undefined) {
      end();
      current = { path, sizeBytes: 0, hash: "", attributes: 0 };
    } else if (current) readFact(current, line);
  };
  const args = ["dir", wim, String(index), "--detailed"];
  const result = await runTool("wimlib-imagex", args, { ...(signal && { signal }), onLine });
  if (result.code !== 0) throw wimFault(result, `the names in ${wim} cannot be read`);
  end();
  return [...files.values()];
}

/** A name may hold anything, also lines that look like facts: the largest size that was told counts. */
function put(files: Map<string, ListedFile>, { path, sizeBytes, hash }: ListedFile): void {
  const before = files.get(path);
  if (!before && files.size >= MOST_LISTED) return;
  files.set(path, { path, hash, sizeBytes: Math.max(sizeBytes, before?.sizeBytes ?? 0) });
}

function readFact(file: ListedFile & { attributes: number }, line: string): void {
  const attributes = /^Attributes\s+= (0x[0-9a-f]{8})$/.exec(line)?.[1];
  const size = /^Uncompressed size\s+= (\d+) bytes$/.exec(line)?.[1];
  const hash = /^Hash\s+= 0x([0-9a-f]{40})$/.exec(line)?.[1];
  if (attributes !== undefined) file.attributes |= Number(attributes);
  if (size !== undefined) file.sizeBytes = Math.max(file.sizeBytes, Number(size));
  if (hash !== undefined && file.hash === "") file.hash = hash;
}
