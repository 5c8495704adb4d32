import { Phase, phaseShares } from "../../shared/job.ts";
import classes from "./phase-bar.module.css";

const cuts = Phase.options.map((phase, i) => ({
  phase,
  share: phaseShares[phase],
  from: Phase.options.slice(0, i).reduce((sum, before) => sum + phaseShares[before], 0),
}));

/**
 * One bar cut into the drive's four phases in proportion to their expected time, filled to `fraction` (0 to 1) of the
 * whole. `striped` marks reading back. The figures stand beside it, so it is hidden from screen readers.
 */
export function PhaseBar({ fraction, striped }: { fraction: number; striped: boolean }) {
  return (
    <span className={classes["bar"]} aria-hidden data-striped={striped || undefined}>
      {cuts.map(({ phase, share, from }) => {
        const filled = Math.max(0, Math.min(1, (fraction - from) / share));
        return (
          <span key={phase} className={classes["cut"]} style={{ flexGrow: share * 100 }}>
            {filled > 0 && (
              <span
                className={classes["fill"]}
                data-moving={filled < 1 || undefined}
                style={{ transform: `translateX(${(filled - 1) * 100}%)` }}
              />
            )}
          </span>
        );
      })}
    </span>
  );
}
