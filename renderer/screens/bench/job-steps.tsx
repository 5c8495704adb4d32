import type { Job } from "../../../shared/contract.ts";
import { Phase, type CommandEnd } from "../../../shared/job.ts";
import { commandEndText } from "../../parts/command-end.ts";
import { useWords, type Translate } from "../../translate.ts";
import classes from "./side-panel.module.css";

const PLACES = { master: "side.inMaster", drive: "side.onDrive", station: "side.onStation" } as const;
type Place = keyof typeof PLACES;
type ShownStep = Job["steps"][number];

/** The sequence's steps by where they took effect: once in the master, on this drive, or on the station. */
export function JobSteps({ job }: { job: Job }) {
  const t = useWords();
  const groups = (["master", "drive", "station"] as const)
    .map((where) => ({
      where,
      steps: job.steps.filter((step) => step.where === where && step.phase !== "plan"),
    }))
    .filter(({ steps }) => steps.length > 0);
  if (groups.length === 0) return null;
  const note = (where: Place, step: ShownStep) => {
    const phase = Phase.safeParse(step.phase);
    if (where === "drive") return phase.success ? ` · ${t(`phase.${phase.data}`)}` : "";
    return where === "station" ? ` · ${stationNote(t, job, step)}` : "";
  };
  return (
    <section>
      <h3 className={classes["heading"]}>{`${t("side.steps")} · ${job.sequenceName}`}</h3>
      {groups.map(({ where, steps }) => (
        <div key={where}>
          <p className={classes["where"]}>{t(PLACES[where])}</p>
          <ul className={classes["steps"]}>
            {steps.map((step, i) => (
              <li key={`${i} ${step.name}`}>
                {step.name}
                {note(where, step)}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

/** When a step on the station runs; how it ended, or that it runs now. */
function stationNote(t: Translate, job: Job, step: ShownStep): string {
  const when: CommandEnd["when"] = step.phase === "after" ? "after" : "before";
  const before = job.steps.slice(0, job.steps.indexOf(step));
  const same = before.filter(
    ({ name, where, phase }) => name === step.name && where === "station" && phase === when,
  );
  const ended = job.commands?.filter((end) => end.step === step.name && end.when === when)[same.length];
  if (ended) return commandEndText(t, ended);
  const { state } = job;
  const running =
    state.status === "running" ? state.command : state.status === "waiting" ? state.step : undefined;
  return running === step.name ? t("side.stepRuns") : t(`side.stepTime.${when}`);
}
