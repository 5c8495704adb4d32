import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const samples = fileURLToPath(new URL("../../../shared/samples/sequences/", import.meta.url));

/** Task sequences that others wrote and published; none when the folder is not there. Name and bytes. */
export function sampleSequences(folder = samples): { name: string; bytes: Uint8Array }[] {
  return [...files(folder, ".xml"), ...files(`${folder}exports/`, ".zip")];
}

function files(path: string, ending: string): { name: string; bytes: Uint8Array }[] {
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(path + name) }));
}
