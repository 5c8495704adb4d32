import type { Job } from "../../../shared/contract.ts";
import { Phase } from "../../../shared/job.ts";
import { useWords } from "../../translate.ts";
import classes from "./side-panel.module.css";

/** The sequence's steps by where they took effect: once in the master, or on this drive. */
export function JobSteps({ job }: { job: Job }) {
  const t = useWords();
  const groups = (["master", "drive"] as const)
    .map((where) => ({ where, steps: job.steps.filter((step) => step.where === where) }))
    .filter(({ steps }) => steps.length > 0);
  if (groups.length === 0) return null;
  const phaseName = (text: string) => {
    const phase = Phase.safeParse(text);
    return phase.success ? ` · ${t(`phase.${phase.data}`)}` : "";
  };
  return (
    <section>
      <h3 className={classes["heading"]}>{`${t("side.steps")} · ${job.sequenceName}`}</h3>
      {groups.map(({ where, steps }) => (
        <div key={where}>
          <p className={classes["where"]}>{where === "master" ? t("side.inMaster") : t("side.onDrive")}</p>
          <ul className={classes["steps"]}>
            {steps.map((step, i) => (
              <li key={`${i} ${step.name}`}>
                {step.name}
                {where === "drive" && phaseName(step.phase)}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
