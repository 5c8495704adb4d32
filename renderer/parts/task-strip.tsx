import { Button } from "@mantine/core";
import type { Task } from "../../shared/contract.ts";
import { percent, sizeText } from "../format.ts";
import { useStation } from "../store.ts";
import { useWords } from "../translate.ts";
import { ask } from "./act.tsx";
import classes from "./task-strip.module.css";

/** Long work that is under way, with its figures. Nothing when there is none. */
export function TaskStrip() {
  const tasks = useStation((s) => s.tasks);
  if (tasks.length === 0) return null;
  return (
    <ul className={classes["strip"]}>
      {tasks.map((task) => (
        <TaskRow key={task.task} task={task} />
      ))}
    </ul>
  );
}

function TaskRow({ task }: { task: Task }) {
  const t = useWords();
  const at = useStation((s) => s.taskProgress[task.task]);
  const known = at !== undefined && at.totalBytes > 0;
  const fraction = known ? at.doneBytes / at.totalBytes : 0;
  const name = t(`media.task.${task.kind}`, { subject: task.subject });
  return (
    <li className={classes["task"]}>
      <span className={classes["name"]}>
        <b>{name}</b> <span>{task.doing}</span>
      </span>
      <progress className={classes["bar"]} aria-label={name} {...(known && { value: fraction })} max={1} />
      <span className={classes["figures"]}>
        {known &&
          t("media.taskAt", {
            done: sizeText(at.doneBytes),
            total: sizeText(at.totalBytes),
            percent: percent(fraction),
          })}
      </span>
      {task.cancellable && (
        <Button
          size="compact-sm"
          aria-label={t("media.stopTaskOf", { subject: name })}
          onClick={() => void ask((client) => client.cancelTask({ task: task.task }))}
        >
          {t("media.stopTask")}
        </Button>
      )}
    </li>
  );
}
