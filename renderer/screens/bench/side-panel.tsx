import { Button } from "@mantine/core";
import { isOver } from "../../../shared/job.ts";
import { bayText } from "../../format.ts";
import { BootProof } from "../../parts/boot-proof.tsx";
import { useBay, useJobAt, useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { openDialog, useView } from "../../view.ts";
import { faceOf, stateWord } from "./bay-face.ts";
import { BayActions } from "./bay-actions.tsx";
import { BayFacts } from "./bay-facts.tsx";
import { JobPhases } from "./job-phases.tsx";
import { JobSteps } from "./job-steps.tsx";
import { KeptCurves } from "./kept-curve.tsx";
import { useProofTask } from "./prove-button.tsx";
import { RateCurve } from "./rate-curve.tsx";
import { SideState } from "./side-state.tsx";
import { StagedBefore } from "./staged-before.tsx";
import classes from "./side-panel.module.css";
import { StateIcon } from "./state-icon.tsx";

/** Everything about the chosen bay that its card has no room for, and what to do now. */
export function SidePanel() {
  const t = useWords();
  const number = useView((view) => view.bay);
  const exists = useStation((s) => s.bays.some((bay) => bay.bay === number));
  return (
    <aside className={classes["panel"]} aria-label={t("side.label")}>
      {number !== null && exists ? <Chosen number={number} /> : <Overview />}
    </aside>
  );
}

function Chosen({ number }: { number: number }) {
  const t = useWords();
  const bay = useBay(number);
  const job = useJobAt(number);
  const proving = useProofTask(job);
  if (!bay) return null;
  const face = faceOf(bay, job);
  return (
    <>
      <div
        className={classes["scroll"]}
        tabIndex={0}
        role="region"
        aria-label={t("bays.bay", { bay: bayText(number) })}
      >
        <h2 className={classes["title"]} data-tone={face.tone}>
          {t("bays.bay", { bay: bayText(number) })}
          <span>
            <StateIcon face={face} size={18} /> {stateWord(t, face, job)}
          </span>
        </h2>
        <SideState bay={bay} job={job} face={face} />
        {!job && <StagedBefore bay={bay} job={job} />}
        {job && face.running && <RateCurve job={job} tone={face.tone} />}
        {job?.state.status === "done" && <BootProof job={job.job} again={proving?.task ?? ""} narrow />}
        {job && <JobPhases job={job} />}
        {job && isOver(job.state) && <KeptCurves job={job} />}
        {(bay.drive ?? job) && <BayFacts bay={bay} job={job} />}
        {job && <StagedBefore bay={bay} job={job} />}
        {job && <JobSteps job={job} />}
      </div>
      <BayActions bay={bay} job={job} face={face} />
    </>
  );
}

/** Nothing is chosen: what to do first, on a bench that was just set up. */
function Overview() {
  const t = useWords();
  const noMedia = useStation((s) => s.media.length === 0);
  const noDrives = useStation((s) => s.bays.every((bay) => bay.drive === null));
  return (
    <div className={classes["scroll"]}>
      <h2 className={classes["title"]}>{noMedia || noDrives ? t("side.first") : t("side.overview")}</h2>
      {(noMedia || noDrives) && (
        <ol className={classes["first"]}>
          {noMedia && <li>{t("side.firstMedia")}</li>}
          {noDrives && <li>{t("side.firstDrives")}</li>}
          <li>{t("side.firstStart")}</li>
        </ol>
      )}
      {noMedia && <Button onClick={() => openDialog({ kind: "import" })}>{t("side.importNow")}</Button>}
      <p className={classes["hint"]}>{t("side.choose")}</p>
    </div>
  );
}
