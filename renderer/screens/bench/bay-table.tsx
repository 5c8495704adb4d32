import { Table } from "@mantine/core";
import { memo } from "react";
import type { JobProgress } from "../../../shared/contract.ts";
import { bayText, clockText, driveText, percent, rateText } from "../../format.ts";
import { PhaseBar } from "../../parts/phase-bar.tsx";
import { useBay, useJobAt, useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { selectBay, useView } from "../../view.ts";
import { faceOf, fractionOf, noteOf, stateWord, unitOf } from "./bay-face.ts";
import { useBayNumbers } from "./bay-grid.tsx";
import classes from "./bay-table.module.css";
import { useStaleText } from "./stale-text.ts";
import { StateIcon } from "./state-icon.tsx";

const COLUMNS = ["bay", "state", "unit", "model", "serial", "progress", "rate", "left"] as const;
const FIGURES: readonly string[] = ["rate", "left"];

/** The same bays, a row each. */
export function BayTable() {
  const t = useWords();
  const numbers = useBayNumbers();
  return (
    <div className={classes["scroll"]}>
      <Table stickyHeader highlightOnHover verticalSpacing={4} horizontalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map((column) => (
              <Table.Th key={column} className={FIGURES.includes(column) ? "num" : ""} data-column={column}>
                {t(`bays.columns.${column}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {numbers.map((number, i) => (
            <BayRow key={number} number={number} first={i === 0} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

const BayRow = memo(function BayRow({ number, first }: { number: number; first: boolean }) {
  const t = useWords();
  const bay = useBay(number);
  const job = useJobAt(number);
  const selected = useView((view) => view.bay === number);
  const reachable = useView((view) => view.bay === number || (view.bay === null && first));
  const progress = useStation((s) => (job ? s.progress[job.job] : undefined));
  const stale = useStaleText(bay, job);
  if (!bay) return null;
  const face = faceOf(bay, job);
  const fraction = fractionOf(job, progress);
  const live = face.running ? progress : undefined;
  const size = job?.sizeBytes ?? bay.drive?.sizeBytes;
  return (
    <Table.Tr
      className={classes["row"] ?? ""}
      data-tone={face.tone}
      data-selected={selected || undefined}
      onClick={() => selectBay(number)}
    >
      <Table.Td>
        <button
          type="button"
          className={classes["number"]}
          data-bay={number}
          aria-pressed={selected}
          aria-label={t("bays.bay", { bay: bayText(number) })}
          tabIndex={reachable ? 0 : -1}
        >
          {bayText(number)}
        </button>
      </Table.Td>
      <Table.Td className={classes["state"] ?? ""}>
        <StateIcon face={face} /> {stateWord(t, face, job)}
      </Table.Td>
      <Table.Td className="mono">{bay.drive || job ? unitOf(bay, job) : ""}</Table.Td>
      <Table.Td data-column="model">
        {size !== undefined && driveText(job?.model ?? bay.drive?.model ?? "", size)}
      </Table.Td>
      <Table.Td className="mono">{job ? job.driveSerial : bay.drive?.serial}</Table.Td>
      <Table.Td className={classes["progress"] ?? ""}>
        {job && <PhaseBar fraction={fraction} striped={face.kind === "read-back"} />}
        {job && <span>{t("note.percent", { percent: percent(fraction) })}</span>}
      </Table.Td>
      <LastCells live={live} note={stale ?? noteOf(t, face, bay, job, fraction)} />
    </Table.Tr>
  );
});

/** Rate and time left of a drive that is worked on; a note in their place otherwise. */
function LastCells({ live, note }: { live: JobProgress | undefined; note: string }) {
  if (!live)
    return (
      <Table.Td colSpan={2} className={classes["note"] ?? ""}>
        {note}
      </Table.Td>
    );
  return (
    <>
      <Table.Td className="num">{rateText(live.bytesPerSecond)}</Table.Td>
      <Table.Td className="num">{live.etaMs !== null && clockText(live.etaMs)}</Table.Td>
    </>
  );
}
