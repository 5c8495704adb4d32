import { History } from "lucide-react";
import type { Job } from "../../../shared/contract.ts";
import type { Bay } from "../../../shared/drive.ts";
import { isOver } from "../../../shared/job.ts";
import { dateText, mediaText } from "../../format.ts";
import { useAnswer } from "../../parts/use-answer.ts";
import { useWords } from "../../translate.ts";
import classes from "./side-panel.module.css";

const SHOWN = 3;

/** Earlier stagings of this unit or drive: with stale media nobody should pay twice. */
export function StagedBefore({ bay, job }: { bay: Bay; job: Job | undefined }) {
  const t = useWords();
  const serials = [...new Set([job?.unitSerial, bay.unitSerial, bay.drive?.serial])].filter(
    (one) => one != null,
  );
  const key = serials.length > 0 ? `${serials.join("\n")}\n${job && isOver(job.state)}` : null;
  const answer = useAnswer(key, (client) => client.stagedBefore({ serials }));
  const earlier = (answer.last ?? []).filter((unit) => unit.job !== job?.job).slice(0, SHOWN);
  if (key === null || earlier.length === 0) return null;
  return (
    <div className={classes["before"]}>
      <b>
        <History size={16} aria-hidden /> {t("side.before")}
      </b>
      <ul>
        {earlier.map((unit) => (
          <li key={unit.job}>
            {t("side.beforeText", {
              when: dateText(unit.startedAt),
              media: mediaText(unit.mediaName, unit.mediaVersion),
              ending: t(`side.ending.${unit.ending ?? "open"}`),
              batch: unit.batch,
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}
