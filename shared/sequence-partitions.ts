import type { Edit } from "./sequence-edit.ts";
import { inputOf } from "./sequence-step-kinds.ts";
import type { AnyStep } from "./sequence-forms.ts";
import type { TreeVariable } from "./sequence-tree.ts";

/** The partitions of a Format and Partition Disk step as rows of a table, and how they lie on a drive. */

export const partitionFields = [
  "Type",
  "FileSystem",
  "QuickFormat",
  "Bootable",
  "Size",
  "SizeUnits",
  "VolumeName",
  "AssignVolumeLetter",
  "VolumeLetterVariable",
] as const;
export type PartitionField = (typeof partitionFields)[number];
/** What a row says; empty where the step does not. */
export type PartitionRow = Record<PartitionField, string>;

const ROW = /^((?:OSD)?Partitions)(\d{1,3})([A-Za-z]\w*)$/i;

/** How many there are: as the step says, or, where it does not, as many as it numbers. */
export function partitionCount(step: AnyStep): number {
  const said = Number(inputOf(step, "OSDPartitions") ?? "");
  if (Number.isInteger(said) && said > 0 && said <= 128) return said;
  return Math.max(0, ...step.variables.map(({ name }) => Number(ROW.exec(name)?.[2] ?? -1) + 1));
}

export function partitionRows(step: AnyStep): PartitionRow[] {
  return Array.from({ length: partitionCount(step) }, (_, n) => {
    const cells = partitionFields.map((field) => [field, inputOf(step, nameOf(n, field)) ?? ""] as const);
    return Object.fromEntries(cells) as PartitionRow;
  });
}

const nameOf = (n: number, field: string) => `OSDPartitions${n}${field}`;

/** Fills cells of one row; an empty text takes what was there away. */
export function cellEdits(step: AnyStep, n: number, cells: Partial<PartitionRow>): Edit[] {
  const set = Object.entries(cells).map(([field, value]) => ({
    name: nameOf(n, field),
    value: value === "" ? null : value,
    property: `Partitions${n}${field}`,
  }));
  return [{ edit: "variables", node: step.id, set }];
}

/** Rows in another order, with some left out; "new" is a fresh one of the rest of the drive. */
export function rowEdits(step: AnyStep, order: readonly (number | "new")[]): Edit[] {
  const rows = new Map<number, TreeVariable[]>();
  const others: TreeVariable[] = [];
  for (const each of step.variables) {
    const row = ROW.exec(each.name)?.[2];
    if (row === undefined) others.push(each);
    else rows.set(Number(row), [...(rows.get(Number(row)) ?? []), each]);
  }
  const moved = order.flatMap((from, to) =>
    from === "new" ? newRow(to) : moveRow(rows.get(from) ?? [], to),
  );
  const count = { name: "OSDPartitions", property: "Partitions", value: String(order.length) };
  const at = others.findIndex(({ name }) => /^(?:OSD)?Partitions$/i.test(name));
  const found = others[at];
  const counted: TreeVariable[] = found
    ? others.with(at, { ...found, value: count.value })
    : [...others, { ...count, hidden: false, attributes: [] }];
  return [{ edit: "variable-list", node: step.id, variables: [...counted, ...moved] }];
}

function moveRow(variables: readonly TreeVariable[], to: number): TreeVariable[] {
  const renumbered = (text: string) => text.replace(ROW, (_all, head, _n, field) => `${head}${to}${field}`);
  return variables.map((each) => ({
    ...each,
    name: renumbered(each.name),
    property: each.property === null ? null : renumbered(each.property),
  }));
}

function newRow(n: number): TreeVariable[] {
  const values = { Type: "PRIMARY", FileSystem: "NTFS", QuickFormat: "true" };
  return Object.entries(values).map(([field, value]) => {
    return {
      name: nameOf(n, field),
      property: `Partitions${n}${field}`,
      value,
      hidden: false,
      attributes: [],
    };
  });
}

const MIB = 2 ** 20;
const UNIT_BYTES: Readonly<Record<string, number>> = { "": MIB, MB: MIB, GB: 1024 * MIB };
/** Kept in front and behind for the tables. */
const AROUND_BYTES = 2 * MIB;

/** Bytes of each row on a drive of this size, in their order; null for one that cannot be told. */
export function layOut(rows: readonly PartitionRow[], driveBytes: number): (number | null)[] {
  let free = Math.max(0, driveBytes - AROUND_BYTES);
  return rows.map(({ Size, SizeUnits }) => {
    const value = Number(Size);
    const unit = SizeUnits.toUpperCase();
    const percent = unit === "PERCENT" || unit === "%";
    if (Size.trim() !== "" && !(Number.isFinite(value) && value > 0)) return null;
    const wanted =
      Size.trim() === "" ? free : percent ? (free * value) / 100 : value * (UNIT_BYTES[unit] ?? NaN);
    if (!Number.isFinite(wanted)) return null;
    const given = Math.min(wanted, free);
    free -= given;
    return wanted > given + MIB ? null : given;
  });
}
