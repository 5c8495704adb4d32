import type { DeviceList } from "../../../shared/target-model.ts";
import { DeviceLines } from "./device-lines.ts";
import { readIdList } from "./read-id-list.ts";
import { looksLikeLspci, readLspci } from "./read-lspci.ts";
import { looksLikeCsv, looksLikeFormatList, readCsv, readFormatList, readJson } from "./read-powershell.ts";

/** Reads what a person pasted, whatever of the known forms it has. Lines that cannot be used are told, never lost. */
export function readDevices(text: string): DeviceList {
  const format = formatOf(text);
  const into = new DeviceLines();
  readers[format](text.replace(/^\uFEFF/, ""), into);
  return into.end(format);
}

const readers: Record<DeviceList["format"], (text: string, into: DeviceLines) => void> = {
  lspci: readLspci,
  powershell: readFormatList,
  json: readJson,
  csv: readCsv,
  ids: readIdList,
};

function formatOf(text: string): DeviceList["format"] {
  if (/^[\s\uFEFF]*(\[\s*(\{|\])|\{\s*")/.test(text)) return "json";
  if (looksLikeLspci(text)) return "lspci";
  if (looksLikeCsv(text)) return "csv";
  return looksLikeFormatList(text) ? "powershell" : "ids";
}
