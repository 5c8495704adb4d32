import { modelLimits, type DeviceKind } from "../../../shared/target-model.ts";
import { isOnABus } from "../../../shared/boot-drivers.ts";
import type { DeviceLines } from "./device-lines.ts";
import { idsIn, kindOf, pciIds } from "./device-ids.ts";

/** Windows' names for a bus are short. Without an end to them a line of letters would be read once for each letter. */
const ID = /[A-Z][A-Z0-9_]{0,31}\\[^\s,;"']+/i;
const BARE = /\b(VEN_[0-9A-F]{4}&DEV_[0-9A-F]{4}|VID_[0-9A-F]{4}&PID_[0-9A-F]{4})[^\s,;"']*/i;
const NUMBERS =
  /(?<![0-9a-f:])([0-9a-f]{4}):([0-9a-f]{4})(?:[\s/]+([0-9a-f]{4}):([0-9a-f]{4}))?(?![0-9a-f:])/i;
const KIND = /^\s*(disk|storage|network|net|other)\b[\s:,;=]*/i;
/** The table that Get-PnpDevice prints: its first two columns, and where the last one begins. */
const TABLE = /^(OK|Error|Degraded|Unknown)\s+(\S+)(?=\s)/i;
const TABLE_ID = /\s[A-Z]+\\/i;
const TABLE_HEAD = /^(Status\s+Class\s+|[-\s]+$)/;

/**
 * Reads a list with an id in each line, as people keep them or a scanner types them: `PCI\VEN_8086&DEV_15BB`,
 * `VEN_8086&DEV_15BB`, `8086:15bb 1028:0869`. What it is may stand in front (disk, network, other), a description behind.
 */
export function readIdList(text: string, into: DeviceLines): void {
  for (const [n, line] of into.lines(text)) {
    const bare = line.trim();
    if (bare === "" || /^(#|;|\/\/)/.test(bare) || TABLE_HEAD.test(bare)) continue;
    readLine(n, bare, into);
  }
}

function readLine(line: number, text: string, into: DeviceLines): void {
  const { windowsClass, name } = tableRow(text);
  const said = kindSaid(text);
  const rest = said === null ? text : text.replace(KIND, "");
  const { ids, found } = idsOf(rest);
  if (ids === null)
    return into.problem(
      line,
      text,
      "There is no hardware id in it, like PCI\\VEN_8086&DEV_15BB or 8086:15bb.",
    );
  if (/(\.{3}|…)$/.test(found))
    return into.problem(line, text, "The id is cut off: use Format-List, or ConvertTo-Json.");
  if (!isOnABus(ids.hardwareIds[0] ?? ids.compatibleIds[0] ?? "")) return into.skip();
  const description = name ?? withoutSigns(rest.replace(found, ""));
  const kind = said ?? kindOf(windowsClass, description, [...ids.hardwareIds, ...ids.compatibleIds]);
  into.add(line, { description, kind, ...ids });
}

function tableRow(text: string): { windowsClass: string; name?: string } {
  const [columns = "", , windowsClass = ""] = TABLE.exec(text) ?? [];
  const rest = text.slice(columns.length);
  const end = columns === "" ? -1 : rest.search(TABLE_ID);
  return end < 0 ? { windowsClass: "" } : { windowsClass, name: rest.slice(0, end).trim() };
}

/** What a person writes around an id and its description. */
function withoutSigns(text: string): string {
  const shown = text.replace(/^[\s,;:="']+/, "").slice(0, modelLimits.descriptionChars);
  return shown.replace(/[\s,;:="']+$/, "");
}

function kindSaid(text: string): DeviceKind | null {
  const word = KIND.exec(text)?.[1]?.toLowerCase();
  if (word === undefined) return null;
  return word === "disk" || word === "storage" ? "disk" : word === "other" ? "other" : "network";
}

type Ids = { hardwareIds: string[]; compatibleIds: string[] };

function idsOf(text: string): { ids: Ids | null; found: string } {
  const whole = ID.exec(text)?.[0];
  if (whole !== undefined)
    return { ids: idsIn(whole) ?? { hardwareIds: [whole.toUpperCase()], compatibleIds: [] }, found: whole };
  const bare = BARE.exec(text)?.[0];
  if (bare !== undefined)
    return { ids: idsIn(`${/^VEN/i.test(bare) ? "PCI" : "USB"}\\${bare}`), found: bare };
  const [found = "", vendor, device, subVendor, subDevice] = NUMBERS.exec(text) ?? [];
  if (vendor === undefined || device === undefined) return { ids: null, found: "" };
  const subsystem =
    subVendor !== undefined && subDevice !== undefined ? { vendor: subVendor, device: subDevice } : undefined;
  return { ids: pciIds({ vendor, device, subsystem }), found };
}
