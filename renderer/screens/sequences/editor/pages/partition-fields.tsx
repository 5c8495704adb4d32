import { Group, Stack } from "@mantine/core";
import type { AnyStep } from "../../../../../shared/sequence-forms.ts";
import { nameProblem } from "../../../../../shared/sequence-limits.ts";
import {
  cellEdits,
  type PartitionField,
  type PartitionRow,
} from "../../../../../shared/sequence-partitions.ts";
import { useWords, type Translate } from "../../../../translate.ts";
import { CheckField, PickField, TextField } from "../fields.tsx";

interface Props {
  node: AnyStep;
  n: number;
  row: PartitionRow;
  gpt: boolean;
}

const MBR_TYPES = ["PRIMARY", "HIDDEN", "RECOVERY"];
const GPT_TYPES = ["PRIMARY", "EFI", "MSR", "RECOVERY", "HIDDEN"];
const LETTERS = Array.from("CDEFGHIJKLMNOPQRSTUVWXYZ", (letter) => ({ value: letter, label: `${letter}:` }));

const options = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

/** All that one partition may say. */
export function PartitionFields({ node, n, row, gpt }: Props) {
  const t = useWords();
  const type = row.Type.toUpperCase() || "PRIMARY";
  return (
    <Stack gap="sm" p="sm">
      <Group grow align="start">
        <PickField
          label={t("editor.disk.type")}
          value={type}
          options={options(gpt ? GPT_TYPES : MBR_TYPES)}
          edits={(value) => cellEdits(node, n, ofType(value, row))}
        />
        <SizeFields node={node} n={n} row={row} />
      </Group>
      {type !== "MSR" && (
        <>
          <VolumeFields node={node} n={n} row={row} />
          <LetterFields node={node} n={n} row={row} />
          <FormatFields node={node} n={n} row={row} gpt={gpt} />
        </>
      )}
    </Stack>
  );
}

function VolumeFields({ node, n, row }: Omit<Props, "gpt">) {
  const t = useWords();
  const set = (field: PartitionField) => (value: string) => cellEdits(node, n, { [field]: value });
  return (
    <Group grow align="start">
      <PickField
        label={t("editor.disk.fileSystem")}
        value={row.FileSystem.toUpperCase()}
        options={[{ value: "", label: t("editor.disk.unformatted") }, ...options(["NTFS", "FAT32"])]}
        edits={set("FileSystem")}
      />
      <TextField
        of={`${node.id} ${n}`}
        label={t("editor.disk.volumeName")}
        value={row.VolumeName}
        problem={labelProblem(row, t)}
        edits={set("VolumeName")}
      />
    </Group>
  );
}

function FormatFields({ node, n, row, gpt }: Props) {
  const t = useWords();
  return (
    <Group>
      <CheckField
        label={t("editor.disk.quick")}
        checked={row.QuickFormat.toLowerCase() !== "false"}
        edits={(checked) => cellEdits(node, n, { QuickFormat: String(checked) })}
      />
      {!gpt && (
        <CheckField
          label={t("editor.disk.active")}
          checked={row.Bootable.toLowerCase() === "true"}
          edits={(checked) => cellEdits(node, n, { Bootable: String(checked) })}
        />
      )}
    </Group>
  );
}

/** What a type brings with it: an EFI partition is FAT32, an MSR has neither file system nor letter. */
function ofType(Type: string, { FileSystem }: PartitionRow): Partial<PartitionRow> {
  if (Type === "EFI") return { Type, FileSystem: "FAT32" };
  if (Type !== "MSR") return { Type, FileSystem: FileSystem || "NTFS" };
  return { Type, FileSystem: "", QuickFormat: "", VolumeName: "", AssignVolumeLetter: "", Bootable: "" };
}

function labelProblem({ FileSystem, VolumeName }: PartitionRow, t: Translate): string | null {
  const most = FileSystem.toUpperCase() === "FAT32" ? 11 : 32;
  return VolumeName.length > most ? t("editor.disk.longName", { count: VolumeName.length, most }) : null;
}

function SizeFields({ node, n, row }: Omit<Props, "gpt">) {
  const t = useWords();
  const { Size, SizeUnits } = row;
  const written = SizeUnits.toUpperCase();
  const percent = written === "PERCENT" || written === "%";
  const units = Size === "" ? "rest" : percent ? SizeUnits : written || "MB";
  const wrong = Size !== "" && !(Number(Size) > 0);
  return (
    <>
      <PickField
        label={t("editor.disk.units")}
        value={units}
        options={[
          { value: "MB", label: "MB" },
          { value: "GB", label: "GB" },
          { value: percent ? SizeUnits : "PERCENT", label: t("editor.disk.ofRest") },
          { value: "rest", label: t("editor.disk.rest") },
        ]}
        edits={(unit) =>
          cellEdits(
            node,
            n,
            unit === "rest"
              ? { Size: "", SizeUnits: "" }
              : { SizeUnits: unit, Size: Size || firstSize(unit) },
          )
        }
      />
      {units !== "rest" && (
        <TextField
          of={`${node.id} ${n}`}
          label={t("editor.disk.size")}
          value={Size}
          problem={
            wrong ? t("editor.disk.noSize") : percent && Number(Size) > 100 ? t("editor.disk.over") : null
          }
          // An empty size would mean all the rest, and that is a choice of its own.
          edits={(text) => cellEdits(node, n, { Size: text.trim() || "0" })}
        />
      )}
    </>
  );
}

const firstSize = (unit: string) => (unit === "MB" ? "500" : unit === "GB" ? "100" : "99");

function LetterFields({ node, n, row }: Omit<Props, "gpt">) {
  const t = useWords();
  const letter = row.AssignVolumeLetter.replace(/:$/, "");
  const variable = row.VolumeLetterVariable;
  return (
    <Group grow align="start">
      <PickField
        label={t("editor.disk.letter")}
        value={/^[a-z]$/.test(letter) ? letter.toUpperCase() : letter}
        options={[{ value: "", label: t("editor.disk.noLetter") }, ...written(letter, t), ...LETTERS]}
        edits={(value) => cellEdits(node, n, { AssignVolumeLetter: value })}
      />
      <TextField
        of={`${node.id} ${n}`}
        label={t("editor.disk.letterVariable")}
        value={variable}
        problem={variable === "" ? null : nameProblem(variable)}
        mono
        edits={(text) => cellEdits(node, n, { VolumeLetterVariable: text.trim() })}
      />
    </Group>
  );
}

/** The console itself only writes whether there is to be a letter. */
function written(letter: string, t: Translate) {
  const said = letter.toLowerCase();
  if (said === "true") return [{ value: letter, label: t("editor.disk.anyLetter") }];
  return said === "false" ? [{ value: letter, label: t("editor.disk.letterOff") }] : [];
}
