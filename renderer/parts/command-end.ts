import type { CommandEnd } from "../../shared/job.ts";
import type { Translate } from "../translate.ts";

/** How a step on the station ended: "failed (exit 3), gone on". */
export function commandEndText(t: Translate, { outcome, exitCode, wentOn }: CommandEnd): string {
  const end = t(`side.stepEnd.${outcome}`, { exit: exitCode ?? "–" });
  return wentOn && outcome !== "succeeded" ? t("side.stepWentOn", { end }) : end;
}
