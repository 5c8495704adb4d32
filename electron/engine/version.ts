import { readFileSync } from "node:fs";

/** What records, stamps and certificates name as the software: "Prestage 0.1.0". */
export const software = `Prestage ${versionOf(readFileSync(new URL("../../package.json", import.meta.url), "utf8"))}`;

function versionOf(text: string): string {
  const parsed: unknown = JSON.parse(text);
  const found = typeof parsed === "object" && parsed !== null && "version" in parsed ? parsed.version : null;
  return typeof found === "string" ? found : "0";
}
