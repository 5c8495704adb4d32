import { ActionIcon, Loader, Table, Text } from "@mantine/core";
import { ScrollText } from "lucide-react";
import type { MediaUnits as Answer } from "../../../shared/carried.ts";
import type { Media } from "../../../shared/media.ts";
import { dayText, driveText } from "../../format.ts";
import { FaultNote } from "../../parts/fault-note.tsx";
import { useAnswer } from "../../parts/use-answer.ts";
import { useWords } from "../../translate.ts";
import { openDialog } from "../../view.ts";
import { CarriedWord } from "./media-standing.tsx";
import { useCountsKey } from "./use-media-counts.ts";

const MOST_SHOWN = 500;

/** The units that carry any version of the medium, by the records. */
export function MediaUnits({ medium }: { medium: Media }) {
  const t = useWords();
  const answer = useAnswer(`units\n${medium.id}\n${useCountsKey()}`, (client) =>
    client.mediaUnits({ media: medium.id, limit: MOST_SHOWN }),
  );
  const { last } = answer;
  return (
    <>
      {answer.status === "failed" && <FaultNote fault={answer.fault} />}
      {!last && answer.status === "asking" && <Loader size="sm" aria-label={t("common.loading")} />}
      {last?.total === 0 && <Text c="dimmed">{t("versions.units.none")}</Text>}
      {last && last.total > 0 && (
        <>
          <Summary {...last} />
          <UnitTable units={last.units} />
        </>
      )}
    </>
  );
}

function Summary({ total, stale, units }: Answer) {
  const t = useWords();
  const current = units.find((unit) => unit.current !== null)?.current ?? "";
  return (
    <Text>
      <b>{t("versions.units.count", { count: total })}.</b>{" "}
      {stale > 0 ? t("versions.units.behind", { count: stale, current }) : t("versions.units.noneBehind")}{" "}
      {total > units.length && t("versions.units.shown", { count: units.length })}
    </Text>
  );
}

const COLUMNS = ["unit", "version", "staged", "record"] as const;

/** Narrow enough for the side of the screen: what belongs together stands below each other. */
function UnitTable({ units }: Pick<Answer, "units">) {
  const t = useWords();
  return (
    <Table horizontalSpacing={6} verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          {COLUMNS.map((column) => (
            <Table.Th key={column}>{t(`versions.units.columns.${column}`)}</Table.Th>
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

function UnitRow({ unit }: { unit: Answer["units"][number] }) {
  const t = useWords();
  return (
    <Table.Tr>
      <Table.Td>
        <Text span className="mono" fw={600}>
          {unit.unitSerial}
        </Text>
        <Text size="sm" c="dimmed">
          {driveText(unit.model, unit.sizeBytes)} <span className="mono">{unit.driveSerial}</span>
        </Text>
      </Table.Td>
      <Table.Td>
        {unit.mediaVersion}
        <br />
        <CarriedWord standing={unit.standing} stale={unit.stale} />
      </Table.Td>
      <Table.Td>{dayText(unit.endedAt)}</Table.Td>
      <Table.Td>
        <ActionIcon
          variant="subtle"
          aria-label={t("batches.recordOf", { unit: unit.unitSerial })}
          onClick={() => openDialog({ kind: "record", job: unit.job, batch: unit.batch })}
        >
          <ScrollText size={18} aria-hidden />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  );
}
