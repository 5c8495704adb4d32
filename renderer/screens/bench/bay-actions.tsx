import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { Job } from "../../../shared/contract.ts";
import type { Bay } from "../../../shared/drive.ts";
import { isOver } from "../../../shared/job.ts";
import { bayText } from "../../format.ts";
import { ask } from "../../parts/act.tsx";
import { printReport } from "../../parts/print.ts";
import { useLive, useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { openDialog } from "../../view.ts";
import type { Face } from "./bay-face.ts";
import { ProveButton } from "./prove-button.tsx";
import classes from "./side-panel.module.css";

interface BayActionsProps {
  bay: Bay;
  job: Job | undefined;
  face: Face;
}

/** The buttons of the chosen bay. Only those that can do something now are there. */
export function BayActions({ bay, job, face }: BayActionsProps) {
  const training = useStation((s) => s.engine?.bench === "training");
  const running = job !== undefined && !isOver(job.state);
  return (
    <div className={classes["actions"]}>
      {running && <StopButton job={job} stopping={face.kind === "cancelling"} />}
      {job && <JobButtons job={job} />}
      {job?.state.status === "done" && bay.drive && <ProveButton bay={bay} job={job} />}
      {!running && bay.drive && <DriveButtons bay={bay} bound={bay.unitSerial !== null} />}
      {running && bay.drive && <IdentifyButton bay={bay.bay} />}
      {training && !running && <TrainingButtons bay={bay} />}
    </div>
  );
}

function StopButton({ job, stopping }: { job: Job; stopping: boolean }) {
  const t = useWords();
  const live = useLive();
  return (
    <Button
      color="fail"
      disabled={!live || stopping}
      onClick={() => openDialog({ kind: "cancel-job", job: job.job })}
    >
      {t("act.stop")}
    </Button>
  );
}

function JobButtons({ job }: { job: Job }) {
  const t = useWords();
  const live = useLive();
  const over = isOver(job.state);
  const print = () => printReport({ job: job.job });
  return (
    <>
      {job.state.status === "failed" && (
        <Button disabled={!live} onClick={() => openDialog({ kind: "retry", batch: job.batch })}>
          {t("act.retry")}
        </Button>
      )}
      <Button disabled={!live} onClick={() => openDialog({ kind: "record", job: job.job, batch: job.batch })}>
        {t("act.record")}
      </Button>
      {over && (
        <Button disabled={!live} onClick={() => void print()}>
          {t("act.certificate")}
        </Button>
      )}
    </>
  );
}

function IdentifyButton({ bay }: { bay: number }) {
  const t = useWords();
  const live = useLive();
  const identify = async () => {
    if (await ask((client) => client.identify({ bay })))
      notifications.show({ message: t("act.identifying", { bay: bayText(bay) }) });
  };
  return (
    <Button disabled={!live} onClick={() => void identify()}>
      {t("act.identify")}
    </Button>
  );
}

function DriveButtons({ bay, bound }: { bay: Bay; bound: boolean }) {
  const t = useWords();
  const live = useLive();
  const forget = () => ask((client) => client.setUnitSerial({ bay: bay.bay, unitSerial: null }));
  const identity = bay.drive?.identity;
  return (
    <>
      <IdentifyButton bay={bay.bay} />
      {bay.refusal?.mendable && identity !== undefined && (
        <Button
          color="fail"
          disabled={!live}
          onClick={() => openDialog({ kind: "clear", bay: bay.bay, identity })}
        >
          {t("act.clear")}
        </Button>
      )}
      {bound && (
        <Button disabled={!live} onClick={() => void forget()}>
          {t("act.forgetUnit")}
        </Button>
      )}
    </>
  );
}

function TrainingButtons({ bay }: { bay: Bay }) {
  const t = useWords();
  const live = useLive();
  const { bay: number } = bay;
  const fill = () =>
    ask((client) => (bay.drive ? client.emptyBay({ bay: number }) : client.loadBay({ bay: number })));
  return (
    <>
      <Button disabled={!live} onClick={() => void fill()}>
        {bay.drive ? t("act.empty") : t("act.load")}
      </Button>
      <Button disabled={!live} onClick={() => openDialog({ kind: "character", bay: number })}>
        {t("act.character")}
      </Button>
    </>
  );
}
