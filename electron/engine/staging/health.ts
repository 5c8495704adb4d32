import { StagingFault } from "../../../shared/fault.ts";
import type { JobEvent } from "../../../shared/job.ts";
import type { DriveHealth, HealthConcern, HealthPolicy } from "../../../shared/health.ts";

/** From here on a drive counts as too hot to be written for minutes on end, in degrees Celsius. */
const TOO_HOT = 70;
const WORN_PERCENT = 100;

/** Failing drives are refused; what may pass, or is a matter of taste, is marked. */
export const defaultHealthPolicy: HealthPolicy = {
  failing: "refuse",
  "worn-out": "warn",
  "too-hot": "warn",
  "pending-sectors": "warn",
};

export function isTooHot(celsius: number): boolean {
  return celsius >= TOO_HOT;
}

/** What is wrong with a drive, by its own account. Nothing, when it tells nothing. */
export function concernsOf(health: DriveHealth | null): HealthConcern[] {
  if (!health) return [];
  const { passed, usedPercent, temperature, pendingSectors } = health;
  const concerns: [HealthConcern, boolean][] = [
    ["failing", passed === false],
    ["worn-out", (usedPercent ?? 0) >= WORN_PERCENT],
    ["too-hot", isTooHot(temperature ?? 0)],
    ["pending-sectors", (pendingSectors ?? 0) > 0],
  ];
  return concerns.flatMap(([concern, there]) => (there ? concern : []));
}

export interface HealthVerdict {
  refuse: HealthConcern[];
  warn: HealthConcern[];
}

/** What the station does about a drive. A health that is not known is no reason for anything. */
export function judgeHealth(
  health: DriveHealth | null,
  policy: HealthPolicy = defaultHealthPolicy,
): HealthVerdict {
  const concerns = concernsOf(health);
  const doing = (what: "refuse" | "warn") => concerns.filter((concern) => policy[concern] === what);
  return { refuse: doing("refuse"), warn: doing("warn") };
}

const sentences: Record<HealthConcern, (health: DriveHealth) => string> = {
  failing: () => "it says that it is about to fail",
  "worn-out": ({ usedPercent }) => `${usedPercent ?? 100} % of its rated life is used`,
  "too-hot": ({ temperature }) => `it is ${temperature ?? TOO_HOT} °C hot`,
  "pending-sectors": ({ pendingSectors }) => `${pendingSectors ?? 0} of its sectors cannot be read`,
};

/**
 * Puts on record what a drive says of itself, and ends there when the station does not stage such drives.
 * @throws StagingFault drive-refused
 */
export function* healthStory(health: DriveHealth | null, policy?: HealthPolicy): Generator<JobEvent> {
  const { refuse, warn } = judgeHealth(health, policy);
  yield { type: "health", health, concerns: concernsOf(health), warned: warn };
  if (!health || refuse.length === 0) return;
  const why = refuse.map((concern) => sentences[concern](health)).join(", and ");
  throw new StagingFault("drive-refused", `The drive is not fit to be staged: ${why}.`);
}
