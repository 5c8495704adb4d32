import { Button, Loader, Stack, Text } from "@mantine/core";
import type { JobEvent } from "../../shared/job.ts";
import type { RecordedEvent, UnitRecord } from "../../shared/record.ts";
import {
  bayText,
  dateText,
  driveText,
  mediaText,
  rateText,
  sizeText,
  timeText,
  tookText,
} from "../format.ts";
import { useWords, type Translate } from "../translate.ts";
import { BootProof } from "./boot-proof.tsx";
import { commandEndText } from "./command-end.ts";
import { Dialog } from "./dialog.tsx";
import { Facts, type Fact } from "./facts.tsx";
import { FaultNote } from "./fault-note.tsx";
import { printReport } from "./print.ts";
import classes from "./record-dialog.module.css";
import { useAnswer } from "./use-answer.ts";

/** One unit's record and its events, as they are kept. */
export function RecordDialog({ job, batch }: { job: string; batch: string }) {
  const t = useWords();
  const answer = useAnswer(job, async (client) => {
    const [units, events] = await Promise.all([client.batchUnits({ batch }), client.jobEvents({ job })]);
    return { unit: units.find((one) => one.job === job), events };
  });
  const unit = answer.last?.unit;
  const print = () => printReport({ job });
  return (
    <Dialog
      title={t("record.title", { unit: unit?.unitSerial ?? "…" })}
      size={820}
      cancel={t("common.close")}
      actions={
        unit?.ending && (
          <Button size="md" onClick={() => void print()}>
            {t("act.certificate")}
          </Button>
        )
      }
    >
      <Stack>
        {answer.status === "asking" && <Loader size="sm" aria-label={t("common.loading")} />}
        {answer.status === "failed" && <FaultNote fault={answer.fault} />}
        {answer.status === "here" && !unit && <Text>{t("record.missing")}</Text>}
        {unit && <Facts facts={factsOf(t, unit)} />}
        {unit && <BootProof job={job} />}
        {answer.last && <Events events={answer.last.events} />}
      </Stack>
    </Dialog>
  );
}

function factsOf(t: Translate, unit: UnitRecord): Fact[] {
  const ending = t(`side.ending.${unit.ending ?? "open"}`);
  return [
    {
      name: t("batches.unitColumns.ending"),
      value: unit.fault ? `${ending}: ${unit.fault.message}` : ending,
    },
    { name: t("head.batch"), value: `${unit.batch} · ${t("bays.bay", { bay: bayText(unit.bay) })}` },
    { name: t("side.facts.model"), value: driveText(unit.model, unit.sizeBytes) },
    { name: t("side.facts.serial"), value: unit.driveSerial ?? t("common.none"), mono: true },
    { name: t("side.facts.from"), value: t(`side.serialFrom.${unit.driveSerialSource}`) },
    {
      name: t("record.media"),
      value: `${mediaText(unit.mediaName, unit.mediaVersion)} · ${t("record.image", { index: unit.imageIndex })}`,
    },
    { name: t("record.sha256"), value: unit.mediaSha256, mono: true },
    { name: t("record.sequence"), value: `${unit.sequenceName} · v${unit.sequenceVersion}` },
    { name: t("record.ids"), value: unit.diskSignature || (unit.diskGuid ?? ""), mono: true },
    { name: t("record.volumes"), value: unit.volumeSerials.join(" · "), mono: true },
    { name: t("record.written"), value: sizeText(unit.writtenBytes) },
    { name: t("record.verified"), value: sizeText(unit.verifiedBytes) },
    { name: t("record.oldData"), value: t(`start.policy.${unit.oldData}`) },
    { name: t("record.started"), value: dateText(unit.startedAt) },
    { name: t("record.ended"), value: unit.endedAt ? dateText(unit.endedAt) : t("side.ending.open") },
    { name: t("record.operator"), value: unit.operator || t("common.unknown") },
    { name: t("record.station"), value: `${unit.station} · ${unit.software}` },
  ];
}

function Events({ events }: { events: readonly RecordedEvent[] }) {
  const t = useWords();
  return (
    <section>
      <h3 className={classes["heading"]}>{t("record.events")}</h3>
      <ol className={classes["events"]}>
        {events.map(({ n, at, event }) => (
          <li key={n}>
            <time dateTime={at}>{timeText(at)}</time> {eventText(t, event)}
            {event.type === "command-ended" && event.output !== "" && (
              <pre
                className={classes["output"]}
                tabIndex={0}
                aria-label={t("record.output", { step: event.step })}
              >
                {event.output}
              </pre>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** One event in words. Each type has its own; the compiler sees when one is missing. */
function eventText(t: Translate, event: JobEvent): string {
  if (event.type === "old-data") return t(`event.old-data.${event.outcome}`);
  if (event.type === "signature")
    return t(`event.signature.${event.state}`, { signer: event.signer ?? t("common.unknown") });
  return t(`event.${event.type}`, {
    what: "reason" in event ? t(`note.${event.reason}`) : "",
    phase: "phase" in event ? t(`phase.${event.phase}`) : "",
    bytes: "bytes" in event ? sizeText(event.bytes) : "",
    took: "ms" in event ? tookText(event.ms) : "",
    message: "fault" in event ? event.fault.message : "",
    count: "count" in event ? event.count : 0,
    at: atByte(event),
    celsius: "celsius" in event ? event.celsius : "",
    taken: "taken" in event ? event.taken.join("; ") : "",
    rate: "bytesPerSecond" in event ? rateText(event.bytesPerSecond) : "",
    step: "step" in event ? event.step : "",
    end: event.type === "command-ended" ? commandEndText(t, event) : "",
    files: event.type === "unit-files" ? event.files.map(({ path }) => path).join("; ") : "",
    median: "medianBytesPerSecond" in event ? rateText(event.medianBytesPerSecond) : "",
  });
}

function atByte(event: JobEvent): string {
  if (event.type === "retried") return sizeText(event.offset);
  return event.type === "resumed" ? sizeText(event.fromBytes) : "";
}
