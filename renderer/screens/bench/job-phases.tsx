import { Check, Circle, CircleDot } from "lucide-react";
import type { Job } from "../../../shared/contract.ts";
import { isOver, Phase } from "../../../shared/job.ts";
import { percent, sizeText, tookText } from "../../format.ts";
import { useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import classes from "./side-panel.module.css";

/** The four phases of the drive: done with their time, under way with figures, to come. */
export function JobPhases({ job }: { job: Job }) {
  const t = useWords();
  const now = !isOver(job.state) && "phase" in job.state ? job.state.phase : null;
  return (
    <section>
      <h3 className={classes["heading"]}>{t("side.phases")}</h3>
      <ol className={classes["list"]}>
        {Phase.options.map((phase) => {
          const ended = job.phases.find((one) => one.phase === phase);
          if (ended)
            return (
              <li key={phase}>
                <Check size={16} aria-hidden />
                <span>{t(`phase.${phase}`)}</span>
                <span>
                  {ended.bytes > 0 && `${sizeText(ended.bytes)} · `}
                  {tookText(ended.ms)}
                </span>
              </li>
            );
          return phase === now ? (
            <PhaseNow key={phase} job={job} phase={phase} />
          ) : (
            <PhaseToCome key={phase} phase={phase} />
          );
        })}
      </ol>
    </section>
  );
}

function PhaseToCome({ phase }: { phase: Phase }) {
  const t = useWords();
  return (
    <li data-todo>
      <Circle size={14} aria-hidden />
      <span>{t(`phase.${phase}`)}</span>
      <span />
    </li>
  );
}

function PhaseNow({ job, phase }: { job: Job; phase: Phase }) {
  const t = useWords();
  const at = useStation((s) => s.progress[job.job]);
  const known = at?.phase === phase && at.totalBytes > 0;
  return (
    <li data-now>
      <CircleDot size={16} aria-hidden />
      <span>
        {t(`phase.${phase}`)}
        {known && ` · ${t("side.bytesOf", { done: sizeText(at.doneBytes), total: sizeText(at.totalBytes) })}`}
      </span>
      <span>{known && t("note.percent", { percent: percent(at.doneBytes / at.totalBytes) })}</span>
    </li>
  );
}
