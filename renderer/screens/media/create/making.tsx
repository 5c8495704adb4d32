import { Button, Group } from "@mantine/core";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import type { CreatedMedia } from "../../../../shared/media-create.ts";
import { FaultCode } from "../../../../shared/fault.ts";
import { mediaText, percent, sizeText, timeText } from "../../../format.ts";
import { ask } from "../../../parts/act.tsx";
import { Facts } from "../../../parts/facts.tsx";
import { FaultNote } from "../../../parts/fault-note.tsx";
import { useAnswer } from "../../../parts/use-answer.ts";
import { dismissFailedTasks, useStation } from "../../../store.ts";
import { useWords } from "../../../translate.ts";
import { go, openDialog } from "../../../view.ts";
import classes from "./create-screen.module.css";
import { begin, closeCreate, followTask, useCreate } from "./create-store.ts";

/** From the start of a creation to what came of it. */
export function Making({ task }: { task: string }) {
  const t = useWords();
  const running = useStation((s) => s.tasks.find((one) => one.task === task));
  const failed = useStation((s) => s.failedTasks.find((one) => one.task.task === task));
  const isRunning = running !== undefined;
  const seen = useSeen(isRunning);
  const made = useAnswer(`${task} ${isRunning}`, (client) => client.createdMedia({ task })).last;
  if (made) return <Made made={made} />;
  if (failed) return <Failed code={failed.code} message={failed.message} />;
  if (running || !seen) return <UnderWay task={task} doing={running?.doing ?? t("create.making.starting")} />;
  return <Cancelled />;
}

/** It is told of a little after it began. */
function useSeen(isRunning: boolean): boolean {
  const [seen, setSeen] = useState(isRunning);
  if (isRunning && !seen) setSeen(true);
  return seen || isRunning;
}

function useName(): string {
  const draft = useCreate((s) => s.wizard?.draft);
  return mediaText(draft?.name ?? "", draft?.version ?? "");
}

function UnderWay({ task, doing }: { task: string; doing: string }) {
  const t = useWords();
  const name = useName();
  const at = useStation((s) => s.taskProgress[task]);
  const known = at !== undefined && at.totalBytes > 0;
  const fraction = known ? at.doneBytes / at.totalBytes : 0;
  return (
    <div className={classes["making"]}>
      <h2>{t("create.making.title", { name })}</h2>
      <p role="status">{doing}</p>
      <progress className={classes["bar"]} aria-label={doing} max={1} {...(known && { value: fraction })} />
      <div className={`${classes["figures"] ?? ""} figures`}>
        <span>
          {known &&
            t("media.taskAt", {
              done: sizeText(at.doneBytes),
              total: sizeText(at.totalBytes),
              percent: percent(fraction),
            })}
        </span>
      </div>
      <p className={classes["hint"]}>{t("create.making.goesOn")}</p>
      <Group gap="sm">
        <Button size="md" color="fail" onClick={() => void ask((client) => client.cancelTask({ task }))}>
          {t("create.making.cancel")}
        </Button>
      </Group>
    </div>
  );
}

function Made({ made }: { made: CreatedMedia }) {
  const t = useWords();
  const name = useName();
  return (
    <div className={classes["making"]}>
      <h2>
        <CircleCheck size={24} color="var(--ps-done)" aria-hidden /> {t("create.made.title", { name })}
      </h2>
      <Facts
        facts={[
          {
            name: t("create.made.where"),
            value: made.files.length > 0 ? made.files.join("\n") : t("create.made.inLibrary"),
            mono: made.files.length > 0,
          },
          { name: t("create.made.size"), value: sizeText(made.sizeBytes) },
          { name: t("create.made.guid"), value: made.mediaGuid, mono: true },
          { name: t("create.made.sha256"), value: made.sha256, mono: true },
          { name: t("create.made.notes"), value: made.notes.join(" ") || t("common.noWords") },
        ]}
      />
      <section>
        <h3>{t("create.made.log")}</h3>
        <ol className={classes["log"]}>
          {made.log.map(({ at, text }) => (
            <li key={`${at} ${text}`}>
              <time dateTime={at}>{timeText(at)}</time> {text}
            </li>
          ))}
        </ol>
      </section>
      <WhatNext media={made.media} />
    </div>
  );
}

function WhatNext({ media }: { media: string | null }) {
  const t = useWords();
  const draft = useCreate((s) => s.wizard?.draft);
  const leave = async () => {
    await closeCreate(false);
    go("media", media === null ? {} : { media });
  };
  const stage = async () => {
    await leave();
    go("bench");
    openDialog({ kind: "start" });
  };
  return (
    <Group gap="sm">
      {media !== null && (
        <Button size="md" variant="filled" onClick={() => void stage()}>
          {t("create.made.stage")}
        </Button>
      )}
      {draft && (
        <Button
          size="md"
          onClick={() => begin({ ...draft, version: "", protect: false, certificate: "none" })}
        >
          {t("create.made.another")}
        </Button>
      )}
      <Button size="md" onClick={() => void leave()}>
        {t("create.made.toMedia")}
      </Button>
    </Group>
  );
}

function Failed({ code, message }: { code: string; message: string }) {
  const t = useWords();
  const fault = { code: FaultCode.safeParse(code).data ?? ("internal" as const), message, detail: "" };
  return (
    <div className={classes["making"]}>
      <h2>{t("create.failed.title", { name: useName() })}</h2>
      <FaultNote fault={fault} />
      <p className={classes["hint"]}>{t("create.failed.nothing")}</p>
      <BackButton />
    </div>
  );
}

function Cancelled() {
  const t = useWords();
  return (
    <div className={classes["making"]}>
      <h2>{t("create.cancelled.title")}</h2>
      <p className={classes["hint"]}>{t("create.cancelled.text")}</p>
      <BackButton />
    </div>
  );
}

function BackButton() {
  const t = useWords();
  const back = () => {
    dismissFailedTasks();
    followTask(null);
  };
  return (
    <Group gap="sm">
      <Button size="md" variant="filled" onClick={back}>
        {t("create.failed.back")}
      </Button>
      <Button size="md" onClick={() => void closeCreate(true)}>
        {t("create.keepDraft")}
      </Button>
    </Group>
  );
}
