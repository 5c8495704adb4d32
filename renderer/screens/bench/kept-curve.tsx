import type { Job } from "../../../shared/contract.ts";
import type { Phase, RateCurve } from "../../../shared/job.ts";
import { rateText, tookText } from "../../format.ts";
import { useAnswer } from "../../parts/use-answer.ts";
import { useWords } from "../../translate.ts";
import classes from "./side-panel.module.css";

const [WIDTH, HEIGHT] = [300, 56];

interface Kept extends RateCurve {
  phase: Phase;
}

/** How fast a drive was that is over, from its record: writing and reading back, each with its figures. */
export function KeptCurves({ job }: { job: Job }) {
  const t = useWords();
  const { last } = useAnswer(job.job, (client) => client.jobEvents({ job: job.job }));
  const curves = (last ?? []).flatMap(({ event }): Kept[] =>
    event.type === "phase-ended" && event.curve && event.phase !== "clear"
      ? [{ phase: event.phase, ...event.curve }]
      : [],
  );
  if (curves.length === 0) return null;
  return (
    <section>
      <h3 className={classes["heading"]}>{t("kept.title")}</h3>
      {curves.map((curve) => (
        <KeptCurve key={curve.phase} curve={curve} />
      ))}
    </section>
  );
}

function KeptCurve({ curve: { phase, stepMs, bytesPerSecond: rates } }: { curve: Kept }) {
  const t = useWords();
  const top = Math.max(...rates, 1) * 1.1;
  const step = WIDTH / Math.max(1, rates.length - 1);
  const points = rates.map((rate, n) => `${(n * step).toFixed(1)},${(HEIGHT * (1 - rate / top)).toFixed(1)}`);
  const figures = {
    min: rateText(Math.min(...rates)),
    mean: rateText(rates.reduce((sum, rate) => sum + rate, 0) / rates.length),
    max: rateText(Math.max(...rates)),
  };
  const said = { ...figures, phase: t(`phase.${phase}`), took: tookText(stepMs * rates.length) };
  return (
    <figure style={{ margin: 0 }}>
      <svg
        className={classes["kept"]}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("kept.label", said)}
      >
        <path d={`M0 ${HEIGHT}H${WIDTH}`} stroke="var(--ps-line)" vectorEffect="non-scaling-stroke" />
        <polyline
          points={points.join(" ")}
          fill="none"
          stroke={`var(--ps-${phase === "read-back" ? "verify" : "write"})`}
          strokeWidth={2}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className={classes["legend"]}>
        <b>{t(`phase.${phase}`)}</b>
        <span>{t("kept.figures", figures)}</span>
      </figcaption>
    </figure>
  );
}
