import { Unplug } from "lucide-react";
import { timeText } from "../format.ts";
import { useStation } from "../store.ts";
import { useWords } from "../translate.ts";
import classes from "./banner.module.css";

/** Says that what is on the screen is the last known state, of when, and that it is being looked after. */
export function LinkBanner() {
  const t = useWords();
  const link = useStation((s) => s.link);
  if (link.status !== "lost" || link.since === null) return <div className={classes["link"]} />;
  return (
    <div className={`${classes["banner"]} ${classes["link"]}`} role="alert">
      <Unplug size={22} aria-hidden />
      <div className={classes["words"]}>
        <b>{t("link.lostTitle", { time: timeText(link.since) })}</b>
        <span>{t("link.lost")}</span>
      </div>
      <span className={classes["attempt"]}>{t("link.attempt", { n: link.attempt })}</span>
    </div>
  );
}
