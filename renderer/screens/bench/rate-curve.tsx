import type { Job } from "../../../shared/contract.ts";
import { rateText } from "../../format.ts";
import { rateHistory, useStation } from "../../store.ts";
import type { Tone } from "../../theme.ts";
import { useWords } from "../../translate.ts";
import classes from "./side-panel.module.css";

const [WIDTH, HEIGHT] = [300, 84];

/** The drive's rate so far, with the median of the other running drives of its model as a dashed line. */
export function RateCurve({ job, tone }: { job: Job; tone: Tone }) {
  const t = useWords();
  const now = useStation((s) => s.progress[job.job]?.bytesPerSecond ?? 0);
  const others = useStation((s) => medianOfModel(s.jobs, s.progress, job));
  const rates = rateHistory(job.job);
  if (rates.length < 2) return null;
  const top = Math.max(...rates, others ?? 0, 1) * 1.1;
  const y = (rate: number) => HEIGHT - (rate / top) * HEIGHT;
  const step = WIDTH / (rates.length - 1);
  const line = rates.map((rate, i) => `${(i * step).toFixed(1)},${y(rate).toFixed(1)}`).join(" ");
  const othersText = others === null ? t("common.unknown") : rateText(others);
  return (
    <figure style={{ margin: 0 }}>
      <svg
        className={classes["curve"]}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("side.curveLabel", { now: rateText(now), others: othersText })}
      >
        <path d={`M0 ${HEIGHT}H${WIDTH}`} stroke="var(--ps-line)" vectorEffect="non-scaling-stroke" />
        {others !== null && (
          <path
            d={`M0 ${y(others)}H${WIDTH}`}
            stroke="var(--ps-faint)"
            strokeDasharray="4 4"
            vectorEffect="non-scaling-stroke"
          />
        )}
        <polyline
          points={line}
          fill="none"
          stroke={`var(--ps-${tone})`}
          strokeWidth={2}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className={classes["legend"]}>
        <b>{rateText(now)}</b>
        {others !== null && <span>{t("side.others", { rate: rateText(others) })}</span>}
      </figcaption>
    </figure>
  );
}

type Progress = Record<string, { phase: string; bytesPerSecond: number }>;

/** Median rate of the other drives of this model that are in the same phase; null when there are none. */
function medianOfModel(jobs: readonly Job[], progress: Progress, job: Job): number | null {
  const phase = progress[job.job]?.phase;
  const rates = jobs
    .filter((one) => one.job !== job.job && one.model === job.model && one.state.status === "running")
    .flatMap((one) => progress[one.job] ?? [])
    .filter((one) => one.phase === phase)
    .map((one) => one.bytesPerSecond)
    .sort((a, b) => a - b);
  return rates[Math.floor(rates.length / 2)] ?? null;
}
