import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import { EllipsisVertical, LayoutGrid, Pause, Play, Rows3 } from "lucide-react";
import { clockText, rateParts } from "../../format.ts";
import { ask } from "../../parts/act.tsx";
import { printReport } from "../../parts/print.ts";
import { useSettings } from "../../settings.ts";
import { useLive, useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { go, openDialog } from "../../view.ts";
import {
  useBenchFigures,
  useCurrentBatch,
  useReadyCount,
  useRetryable,
  useRunningCount,
} from "./bench-figures.ts";
import classes from "./bench-header.module.css";

/** What is being made, how far it is, and the one thing to press. */
export function BenchHeader() {
  return (
    <header className={classes["header"]}>
      <Order />
      <Figures />
      <Buttons />
    </header>
  );
}

function Order() {
  const t = useWords();
  const batch = useCurrentBatch();
  const sequences = useStation((s) => s.sequences);
  const sequence = sequences.find((one) => one.name === batch?.sequenceName);
  const version = sequence ? ` · v${sequence.version}` : "";
  return (
    <dl className={classes["order"]}>
      <Labelled name={t("head.batch")} value={batch?.id ?? t("head.noBatch")} />
      {batch && (
        <Labelled
          name={t("head.media")}
          value={batch.mediaName}
          tail={batch.mediaVersion && ` · ${batch.mediaVersion}`}
        />
      )}
      {batch && <Labelled name={t("head.sequence")} value={batch.sequenceName} tail={version} />}
    </dl>
  );
}

/** A name and its value; where room is short the value is cut, never its version. */
function Labelled({ name, value, tail = "" }: { name: string; value: string; tail?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd title={value + tail}>
        <span>{value}</span>
        {tail}
      </dd>
    </div>
  );
}

function Figures() {
  const t = useWords();
  const counts = useCurrentBatch()?.counts;
  const target = useCurrentBatch()?.target;
  const running = useRunningCount();
  const { bytesPerSecond, leftMs } = useBenchFigures();
  const limitedBy = useStation((s) => s.limitedBy);
  const rate = rateParts(bytesPerSecond);
  return (
    <dl className={classes["figures"]} aria-label={t("head.figures")}>
      <Figure
        tone="done"
        value={counts?.done ?? 0}
        name={target ? t("head.doneOf", { target }) : t("head.done")}
      />
      <Figure tone="fail" value={counts?.failed ?? 0} name={t("head.failed")} />
      <Figure value={running} name={t("head.running")} />
      <Figure
        wide
        value={running > 0 ? rate.value : t("common.noWords")}
        unit={running > 0 ? rate.unit : ""}
        name={
          limitedBy && running > 0
            ? t("head.limitedBy", { what: t(`limit.${limitedBy}`) })
            : t("head.together")
        }
      />
      <Figure wide value={leftMs === null ? t("common.noWords") : clockText(leftMs)} name={t("head.left")} />
    </dl>
  );
}

interface FigureProps {
  value: string | number;
  name: string;
  unit?: string;
  tone?: "done" | "fail";
  wide?: boolean;
}

function Figure({ value, name, unit, tone, wide }: FigureProps) {
  return (
    <div data-tone={value === 0 ? undefined : tone} data-wide={wide || undefined}>
      <dd>
        {value}
        {unit && <small> {unit}</small>}
      </dd>
      <dt>{name}</dt>
    </div>
  );
}

function Buttons() {
  const t = useWords();
  const live = useLive();
  const paused = useStation((s) => s.paused);
  const hasMedia = useStation((s) => s.media.some((medium) => medium.state !== "bad"));
  const ready = useReadyCount();
  const start = ready > 0 ? t("head.start", { count: ready }) : t("head.startNone");
  return (
    <div className={classes["buttons"]}>
      <ViewButton />
      <MoreMenu />
      <Button
        size="md"
        disabled={!live}
        leftSection={paused ? <Play size={18} aria-hidden /> : <Pause size={18} aria-hidden />}
        onClick={() => void ask((client) => client.pauseQueue({ paused: !paused }))}
      >
        {paused ? t("head.resume") : t("head.pause")}
      </Button>
      <Button
        size="md"
        variant="filled"
        className={classes["primary"] ?? ""}
        disabled={!live || (hasMedia && ready === 0)}
        onClick={() => openDialog(hasMedia ? { kind: "start" } : { kind: "import" })}
      >
        {hasMedia ? start : t("head.startMedia")}
      </Button>
    </div>
  );
}

function ViewButton() {
  const t = useWords();
  const grid = useSettings((s) => s.view === "grid");
  const label = grid ? t("head.table") : t("head.grid");
  return (
    <Tooltip label={`${label} (F4)`}>
      <ActionIcon
        size={42}
        variant="subtle"
        aria-label={label}
        onClick={() => useSettings.setState({ view: grid ? "table" : "grid" })}
      >
        {grid ? <Rows3 size={20} aria-hidden /> : <LayoutGrid size={20} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}

function MoreMenu() {
  const t = useWords();
  const live = useLive();
  const batch = useCurrentBatch();
  const running = useRunningCount();
  const retryable = useRetryable(batch?.id).length;
  const print = (id: string) => printReport({ batch: id });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon size={42} variant="subtle" aria-label={t("head.more")} disabled={!live}>
          <EllipsisVertical size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          disabled={!batch || retryable === 0}
          onClick={() => batch && openDialog({ kind: "retry", batch: batch.id })}
        >
          {t("head.retry", { count: retryable })}
        </Menu.Item>
        <Menu.Item disabled={running === 0} onClick={() => openDialog({ kind: "cancel-all" })}>
          {t("head.cancelAll")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item disabled={!batch} onClick={() => batch && go("batches", { batch: batch.id })}>
          {t("head.openBatch")}
        </Menu.Item>
        <Menu.Item disabled={!batch} onClick={() => void (batch && print(batch.id))}>
          {t("head.report")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => openDialog({ kind: "teach" })}>{t("head.teach")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
