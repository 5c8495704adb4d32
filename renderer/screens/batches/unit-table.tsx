import { ActionIcon, Group, Table, Text } from "@mantine/core";
import { Check, CircleSlash, Clock, FileText, ScrollText, Unplug, X, type LucideIcon } from "lucide-react";
import { faultWords } from "../../../shared/fault-words.ts";
import type { Ending } from "../../../shared/job.ts";
import type { UnitRecord } from "../../../shared/record.ts";
import { bayText, dateText, driveText, sizeText, tookText } from "../../format.ts";
import { printReport } from "../../parts/print.ts";
import { StateWord } from "../../parts/state-word.tsx";
import type { Tone } from "../../theme.ts";
import { useWords } from "../../translate.ts";
import { openDialog } from "../../view.ts";

const COLUMNS = [
  "unit",
  "bay",
  "ending",
  "model",
  "serial",
  "started",
  "took",
  "verified",
  "actions",
] as const;
const FIGURES: readonly string[] = ["took", "verified"];

/** Every staging of a batch, failed and cancelled ones too. */
export function UnitTable({ units }: { units: readonly UnitRecord[] }) {
  const t = useWords();
  if (units.length === 0) return <Text c="dimmed">{t("batches.noUnits")}</Text>;
  return (
    <Table stickyHeader horizontalSpacing="sm" verticalSpacing={5}>
      <Table.Thead>
        <Table.Tr>
          {COLUMNS.map((column) => (
            <Table.Th key={column} className={FIGURES.includes(column) ? "num" : ""}>
              {t(`batches.unitColumns.${column}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {units.map((unit) => (
          <UnitRow key={unit.job} unit={unit} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function UnitRow({ unit }: { unit: UnitRecord }) {
  const took = unit.endedAt ? tookText(Date.parse(unit.endedAt) - Date.parse(unit.startedAt)) : "";
  return (
    <Table.Tr>
      <Table.Td className="mono" fw={600}>
        {unit.unitSerial}
      </Table.Td>
      <Table.Td>{bayText(unit.bay)}</Table.Td>
      <Table.Td>
        <UnitEnding unit={unit} />
      </Table.Td>
      <Table.Td>{driveText(unit.model, unit.sizeBytes)}</Table.Td>
      <Table.Td className="mono">{unit.driveSerial}</Table.Td>
      <Table.Td>{dateText(unit.startedAt)}</Table.Td>
      <Table.Td className="num">{took}</Table.Td>
      <Table.Td className="num">{unit.verifiedBytes > 0 && sizeText(unit.verifiedBytes)}</Table.Td>
      <Table.Td>
        <Papers unit={unit} />
      </Table.Td>
    </Table.Tr>
  );
}

const looks: Record<Ending | "open", { icon: LucideIcon; tone: Tone }> = {
  done: { icon: Check, tone: "done" },
  failed: { icon: X, tone: "fail" },
  cancelled: { icon: CircleSlash, tone: "dim" },
  interrupted: { icon: Unplug, tone: "dim" },
  open: { icon: Clock, tone: "dim" },
};

function UnitEnding({ unit }: { unit: UnitRecord }) {
  const t = useWords();
  const ending = unit.ending ?? "open";
  const why = unit.fault ? `: ${faultWords[unit.fault.code].what}` : "";
  return (
    <StateWord
      {...looks[ending]}
      word={`${ending === "open" ? t("batches.notEnded") : t(`face.${ending}`)}${why}`}
    />
  );
}

function Papers({ unit }: { unit: UnitRecord }) {
  const t = useWords();
  const print = () => printReport({ job: unit.job });
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon
        variant="subtle"
        aria-label={t("batches.recordOf", { unit: unit.unitSerial })}
        onClick={() => openDialog({ kind: "record", job: unit.job, batch: unit.batch })}
      >
        <ScrollText size={18} aria-hidden />
      </ActionIcon>
      {unit.ending && (
        <ActionIcon
          variant="subtle"
          aria-label={t("batches.certificateOf", { unit: unit.unitSerial })}
          onClick={() => void print()}
        >
          <FileText size={18} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}
