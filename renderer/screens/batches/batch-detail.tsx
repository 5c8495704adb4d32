import { Button, Loader } from "@mantine/core";
import { ArrowLeft, FileSpreadsheet, Printer } from "lucide-react";
import { runLimit } from "../../../shared/limit.ts";
import type { Batch, UnitRecord } from "../../../shared/record.ts";
import { dateText, mediaText } from "../../format.ts";
import { ask } from "../../parts/act.tsx";
import { Facts } from "../../parts/facts.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { Page } from "../../parts/page.tsx";
import { printReport } from "../../parts/print.ts";
import { useAnswer } from "../../parts/use-answer.ts";
import { useLive, useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { go, openDialog } from "../../view.ts";
import { BatchState } from "./batch-state.tsx";
import classes from "./batch-detail.module.css";
import { UnitTable } from "./unit-table.tsx";

/** One batch: what was ordered, what came of it, its units and papers. */
export function BatchDetail({ id }: { id: string }) {
  const t = useWords();
  const counts = useStation((s) => JSON.stringify(s.batches.find((one) => one.id === id) ?? null));
  const answer = useAnswer(`${id} ${counts}`, async (client) => {
    const [batches, units] = await Promise.all([
      client.listBatches({ limit: 1000 }),
      client.batchUnits({ batch: id }),
    ]);
    return { batch: batches.find((one) => one.id === id), units };
  });
  const batch = answer.last?.batch;
  return (
    <Page title={id} actions={batch && <BatchActions batch={batch} />}>
      <div className={classes["detail"]}>
        {answer.status === "failed" && <FaultNote fault={answer.fault} />}
        {!batch && answer.status === "asking" && <Loader aria-label={t("common.loading")} />}
        {batch && <BatchFacts batch={batch} units={answer.last?.units ?? []} />}
        {answer.last && <UnitTable units={answer.last.units} />}
      </div>
    </Page>
  );
}

function BatchFacts({ batch, units }: { batch: Batch; units: readonly UnitRecord[] }) {
  const t = useWords();
  const limit = runLimit(units);
  return (
    <section className={classes["facts"]}>
      {batch.state === "open" && <p className={classes["interim"]}>{t("batches.interim")}</p>}
      <Facts
        facts={[
          { name: t("batches.columns.state"), value: <BatchState batch={batch} /> },
          { name: t("head.media"), value: mediaText(batch.mediaName, batch.mediaVersion) },
          { name: t("head.sequence"), value: batch.sequenceName },
          { name: t("batches.units"), value: t("batches.counts", batch.counts) },
        ]}
      />
      <Facts
        facts={[
          { name: t("batches.target"), value: batch.target ?? t("common.unknown") },
          { name: t("batches.operator"), value: batch.operator || t("common.unknown") },
          { name: t("batches.created"), value: dateText(batch.createdAt) },
          {
            name: t("batches.closed"),
            value: batch.closedAt ? dateText(batch.closedAt) : t("common.noWords"),
          },
          {
            name: t("batches.limit"),
            value: limit
              ? t("batches.limitShare", {
                  what: t(`limit.${limit.by}`),
                  percent: Math.round(limit.share * 100),
                })
              : t("common.noWords"),
          },
          { name: t("batches.note"), value: batch.note || t("common.noWords") },
        ]}
      />
    </section>
  );
}

function BatchActions({ batch }: { batch: Batch }) {
  const t = useWords();
  const live = useLive();
  const paper = (format: "pdf" | "csv") => printReport({ batch: batch.id }, format);
  return (
    <>
      <Button
        leftSection={<ArrowLeft size={18} aria-hidden />}
        onClick={() => go("batches", { batch: null })}
      >
        {t("batches.back")}
      </Button>
      {batch.state === "open" ? (
        <Button disabled={!live} onClick={() => openDialog({ kind: "close-batch", batch: batch.id })}>
          {t("batches.close")}
        </Button>
      ) : (
        <Button
          disabled={!live}
          onClick={() => void ask((client) => client.closeBatch({ batch: batch.id, closed: false }))}
        >
          {t("batches.reopen")}
        </Button>
      )}
      <Button
        disabled={!live}
        leftSection={<FileSpreadsheet size={18} aria-hidden />}
        onClick={() => void paper("csv")}
      >
        {t("batches.csv")}
      </Button>
      <Button
        variant="filled"
        disabled={!live}
        leftSection={<Printer size={18} aria-hidden />}
        onClick={() => void paper("pdf")}
      >
        {t("batches.print")}
      </Button>
    </>
  );
}
