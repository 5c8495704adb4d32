import { Checkbox, Loader, Table, Text } from "@mantine/core";
import { useState } from "react";
import type { MediaEntry } from "../../../shared/media-history.ts";
import { mediaEventWords } from "../../../shared/media-history-words.ts";
import type { Media } from "../../../shared/media.ts";
import { dateText } from "../../format.ts";
import { FaultNote } from "../../parts/fault-note.tsx";
import { useAnswer } from "../../parts/use-answer.ts";
import { useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";

/** What became of the medium, newest first; of all versions of its name when asked, those that are gone included. */
export function MediaHistory({ medium }: { medium: Media }) {
  const t = useWords();
  const [all, setAll] = useState(false);
  const changed = useStation((s) =>
    s.media.map(({ id, standing, checkedAt }) => `${id} ${standing} ${checkedAt}`).join(),
  );
  const answer = useAnswer(`history\n${medium.id}\n${changed}`, (client) =>
    client.mediaHistory({ of: medium.id }),
  );
  const entries = answer.last?.filter(({ sha256 }) => all || sha256 === medium.sha256);
  return (
    <>
      <Checkbox
        label={t("versions.history.all", { name: medium.name })}
        checked={all}
        onChange={(event) => setAll(event.currentTarget.checked)}
      />
      {answer.status === "failed" && <FaultNote fault={answer.fault} />}
      {!entries && answer.status === "asking" && <Loader size="sm" aria-label={t("common.loading")} />}
      {entries?.length === 0 && <Text c="dimmed">{t("versions.history.none")}</Text>}
      {entries && entries.length > 0 && <HistoryTable entries={entries} versions={all} />}
    </>
  );
}

function HistoryTable({ entries, versions }: { entries: readonly MediaEntry[]; versions: boolean }) {
  const t = useWords();
  return (
    <Table horizontalSpacing={6} verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={110}>{t("versions.history.columns.at")}</Table.Th>
          {versions && <Table.Th>{t("versions.history.columns.version")}</Table.Th>}
          <Table.Th>{t("versions.history.columns.what")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map(({ n, media, at, version, event }) => (
          <Table.Tr key={`${n} ${media}`}>
            <Table.Td>{dateText(at)}</Table.Td>
            {versions && <Table.Td>{version}</Table.Td>}
            <Table.Td style={{ overflowWrap: "anywhere" }}>{mediaEventWords(event)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
