import { memo } from "react";
import type { Job } from "../../../shared/contract.ts";
import type { Bay } from "../../../shared/drive.ts";
import { bayText, clockText, percent, rateText, driveText } from "../../format.ts";
import { PhaseBar } from "../../parts/phase-bar.tsx";
import { useBay, useJobAt, useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { selectBay, useView } from "../../view.ts";
import { faceOf, fractionOf, noteOf, stateWord, unitOf, type Face } from "./bay-face.ts";
import classes from "./bay-card.module.css";
import { useStaleText } from "./stale-text.ts";
import { StateIcon } from "./state-icon.tsx";

/** One bay of the grid. Draws itself again only when this bay, its job or its own progress changed. */
export const BayCard = memo(function BayCard({ number, first }: { number: number; first: boolean }) {
  const t = useWords();
  const bay = useBay(number);
  const job = useJobAt(number);
  const selected = useView((view) => view.bay === number);
  const reachable = useView((view) => view.bay === number || (view.bay === null && first));
  if (!bay) return null;
  const face = faceOf(bay, job);
  const unit = unitOf(bay, job);
  const state = stateWord(t, face, job);
  return (
    <button
      type="button"
      className={classes["card"]}
      data-bay={number}
      data-kind={face.kind}
      data-tone={face.tone}
      aria-pressed={selected}
      tabIndex={reachable ? 0 : -1}
      onClick={() => selectBay(number)}
    >
      <span className={classes["top"]}>
        <span className={classes["number"]}>{bayText(number)}</span>
        <span className={classes["state"]}>
          <StateIcon face={face} />
          <span>{state}</span>
        </span>
      </span>
      {(bay.drive ?? job) && <Body bay={bay} job={job} face={face} unit={unit} />}
    </button>
  );
});

interface BodyProps {
  bay: Bay;
  job: Job | undefined;
  face: Face;
  unit: string | null;
}

function Body({ bay, job, face, unit }: BodyProps) {
  const t = useWords();
  const model = job?.model ?? bay.drive?.model ?? "";
  const serial = (job ? job.driveSerial : bay.drive?.serial) ?? "";
  return (
    <>
      <span className={classes["unit"]} data-missing={unit === null || undefined}>
        <bdi>{unit ?? t("note.noUnit")}</bdi>
      </span>
      <span className={classes["drive"]}>
        <span>{driveText(model, job?.sizeBytes ?? bay.drive?.sizeBytes ?? 0)}</span>
        <span className={`mono ${classes["serial"]}`}>{serial}</span>
      </span>
      <Moving bay={bay} job={job} face={face} />
    </>
  );
}

/** The part that changes four times a second. */
function Moving({ bay, job, face }: Omit<BodyProps, "unit">) {
  const t = useWords();
  const progress = useStation((s) => (job ? s.progress[job.job] : undefined));
  const fraction = fractionOf(job, progress);
  const live = face.running && progress;
  return (
    <>
      <span className={classes["gap"]} />
      <PhaseBar fraction={fraction} striped={face.kind === "read-back"} />
      <span className={classes["foot"]}>
        {face.running && <b>{t("note.percent", { percent: percent(fraction) })}</b>}
        {face.kind === "done" && <b className={classes["verified"]}>{t("note.verified")}</b>}
        {live && face.kind !== "finish" && <span>{rateText(progress.bytesPerSecond)}</span>}
        {!face.running && <WaitNote bay={bay} job={job} face={face} fraction={fraction} />}
        {live && progress.etaMs !== null && (
          <span className={classes["left"]}>{clockText(progress.etaMs)}</span>
        )}
      </span>
    </>
  );
}

function WaitNote({ bay, job, face, fraction }: Omit<BodyProps, "unit"> & { fraction: number }) {
  const t = useWords();
  const forMaster = job?.state.status === "waiting" && job.state.reason === "master";
  const built = useMasterFraction(forMaster);
  const stale = useStaleText(bay, job);
  const note = stale ?? noteOf(t, face, bay, job, fraction);
  const words = built === null ? note : t("note.masterAt", { percent: percent(built) });
  return <span className={classes["note"]}>{words}</span>;
}

/** How far the master that drives wait for is built, 0 to 1; null while that is not known. */
function useMasterFraction(asked: boolean): number | null {
  return useStation((s) => {
    if (!asked) return null;
    const master = s.tasks.find((task) => task.kind === "master");
    const at = master && s.taskProgress[master.task];
    return at && at.totalBytes > 0 ? Math.floor((at.doneBytes / at.totalBytes) * 100) / 100 : null;
  });
}
