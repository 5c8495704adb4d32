import { readFileSync } from "node:fs";
import type { DeviceKind, DeviceList } from "../../../shared/target-model.ts";
import { UsageError } from "./exit-codes.ts";

/** The text of a list of devices; "-" is standard input. PowerShell writes files in UTF-16. @throws UsageError */
export function readListFile(file: string): string {
  try {
    const bytes = readFileSync(file === "-" ? 0 : file);
    const [a, b] = bytes;
    if (a === 0xff && b === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
    if (a === 0xfe && b === 0xff) return new TextDecoder("utf-16be").decode(bytes);
    return new TextDecoder("utf-8").decode(bytes);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new UsageError(`${file === "-" ? "Standard input" : file} cannot be read: ${reason}.`, "model add");
  }
}

export const kindWords: Record<DeviceKind, string> = {
  disk: "Disk",
  network: "Network",
  other: "Other",
  unknown: "Not said",
};

/** What a list came to: how many of which kind, and each line that could not be used. */
export function listWords({ devices, problems, skipped, notes }: DeviceList): string {
  const counted = (["disk", "network", "other", "unknown"] as const).flatMap((kind) => {
    const count = devices.filter((device) => device.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kindWords[kind].toLowerCase()}`];
  });
  const found = devices.length === 0 ? "No devices" : `Devices: ${counted.join(", ")}`;
  const left = skipped === 0 ? "" : `; ${skipped} on no bus that a boot image drives were left out`;
  return [
    `${found}${left}.`,
    ...notes,
    ...problems.map(({ line, text, message }) => `Line ${line}: ${message} (${text})`),
  ].join("\n");
}
