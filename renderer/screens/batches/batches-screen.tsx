import { Button, Loader, Table } from "@mantine/core";
import { NotebookText } from "lucide-react";
import type { Batch } from "../../../shared/record.ts";
import { dateText, mediaText } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { Page } from "../../parts/page.tsx";
import { PickRow } from "../../parts/pick-row.tsx";
import { useAnswer } from "../../parts/use-answer.ts";
import { useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { go, useView } from "../../view.ts";
import { BatchDetail } from "./batch-detail.tsx";
import { BatchState } from "./batch-state.tsx";

/** All batches, or the one that was chosen. */
export function BatchesScreen() {
  const batch = useView((view) => view.batch);
  return batch === null ? <BatchList /> : <BatchDetail id={batch} />;
}

function BatchList() {
  const t = useWords();
  const open = useStation((s) => s.batches);
  // asked again when an open batch changes: counts and states are then others
  const answer = useAnswer(
    `batches ${JSON.stringify(open.map(({ id, counts }) => [id, counts]))}`,
    (client) => client.listBatches({}),
  );
  const batches = answer.last ?? [];
  return (
    <Page title={t("batches.title")}>
      {answer.status === "failed" && <FaultNote fault={answer.fault} />}
      {answer.last === null && answer.status === "asking" && (
        <Loader m="xl" aria-label={t("common.loading")} />
      )}
      {answer.last?.length === 0 && (
        <EmptyState icon={NotebookText} title={t("batches.none")} text={t("batches.noneTodo")}>
          <Button size="md" onClick={() => go("bench")}>
            {t("batches.toBench")}
          </Button>
        </EmptyState>
      )}
      {batches.length > 0 && <BatchTable batches={batches} />}
    </Page>
  );
}

const COLUMNS = [
  "id",
  "state",
  "created",
  "media",
  "sequence",
  "done",
  "failed",
  "other",
  "operator",
] as const;
const FIGURES: readonly string[] = ["done", "failed", "other"];

function BatchTable({ batches }: { batches: readonly Batch[] }) {
  const t = useWords();
  return (
    <Table stickyHeader horizontalSpacing="md" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          {COLUMNS.map((column) => (
            <Table.Th key={column} className={FIGURES.includes(column) ? "num" : ""}>
              {t(`batches.columns.${column}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {batches.map((batch) => (
          <PickRow key={batch.id} name={batch.id} onPick={() => go("batches", { batch: batch.id })}>
            <Table.Td>
              <BatchState batch={batch} />
            </Table.Td>
            <Table.Td>{dateText(batch.createdAt)}</Table.Td>
            <Table.Td>{mediaText(batch.mediaName, batch.mediaVersion)}</Table.Td>
            <Table.Td>{batch.sequenceName}</Table.Td>
            <Table.Td className="num">
              {batch.target === null
                ? batch.counts.done
                : t("batches.doneOf", { done: batch.counts.done, target: batch.target })}
            </Table.Td>
            <Table.Td className="num">{batch.counts.failed}</Table.Td>
            <Table.Td className="num">{batch.counts.cancelled + batch.counts.interrupted}</Table.Td>
            <Table.Td>{batch.operator}</Table.Td>
          </PickRow>
        ))}
      </Table.Tbody>
    </Table>
  );
}
