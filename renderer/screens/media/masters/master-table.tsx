import { Table, Text } from "@mantine/core";
import { Lock } from "lucide-react";
import type { KeptMaster } from "../../../../shared/masters.ts";
import { dateText, sizeText } from "../../../format.ts";
import { StateWord } from "../../../parts/state-word.tsx";
import { useWords, type Translate } from "../../../translate.ts";

const COLUMNS = ["turn", "medium", "volume", "volumeSize", "sectors", "takes", "used"] as const;
const FIGURES: readonly string[] = ["volumeSize", "sectors", "takes"];

/** Masters in the order in which they are dropped. */
export function MasterTable({ masters }: { masters: readonly KeptMaster[] }) {
  const t = useWords();
  return (
    <Table verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          {COLUMNS.map((column) => (
            <Table.Th key={column} className={FIGURES.includes(column) ? "num" : ""}>
              {t(`masters.columns.${column}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {masters.map((master, n) => (
          <MasterRow key={master.key} master={master} turn={n + 1} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function MasterRow({ master, turn }: { master: KeptMaster; turn: number }) {
  const t = useWords();
  return (
    <Table.Tr>
      <Table.Td>
        {master.held ? (
          <StateWord icon={Lock} tone="verify" word={t("masters.inUse")} />
        ) : (
          t("masters.turn", { turn })
        )}
      </Table.Td>
      <Table.Td>{mediumText(t, master)}</Table.Td>
      <Table.Td>
        {master.label} ({master.fileSystem}){" "}
        {master.fitted > 0 && (
          <Text span size="sm" c="dimmed">
            {t("masters.fitted", { count: master.fitted })}
          </Text>
        )}
      </Table.Td>
      <Table.Td className="num">{sizeText(master.volumeBytes)}</Table.Td>
      <Table.Td className="num">{master.sectorBytes}</Table.Td>
      <Table.Td className="num">{sizeText(master.takenBytes)}</Table.Td>
      <Table.Td>{dateText(master.lastUsedAt)}</Table.Td>
    </Table.Tr>
  );
}

function mediumText(t: Translate, { media, mediaName }: KeptMaster): string {
  return mediaName ?? t(media === null ? "masters.noMedium" : "masters.goneMedium");
}
