import { Button } from "@mantine/core";
import { CircleX } from "lucide-react";
import type { Media } from "../../shared/media.ts";
import { useSettings } from "../settings.ts";
import { useStation } from "../store.ts";
import { useWords } from "../translate.ts";
import { go } from "../view.ts";
import classes from "./banner.module.css";

/** Says on every screen that a check found a medium damaged, until someone has read it. */
export function DamagedBanner() {
  const t = useWords();
  const media = useStation((s) => s.media);
  const read = useSettings((s) => s.readDamage);
  const damaged = media.filter((medium) => medium.state === "bad" && medium.checkedAt !== undefined);
  const [medium] = damaged.filter((one) => !read.includes(findingOf(one)));
  if (!medium) return null;
  const dismiss = () => {
    // What is no finding any more is forgotten.
    const kept = damaged.map(findingOf).filter((one) => read.includes(one));
    useSettings.setState({ readDamage: [...kept, findingOf(medium)] });
  };
  return (
    <div className={`${classes["banner"]} ${classes["fails"]}`} role="alert">
      <CircleX size={22} aria-hidden />
      <div className={classes["words"]}>
        <b>{t("versions.damaged.title", { name: medium.name, version: medium.version })}</b>
        <span>
          {t("versions.damaged.text", { problem: medium.problem ?? t("versions.damaged.noProblem") })}
        </span>
      </div>
      <Button onClick={() => go("media", { media: medium.id, mediaPage: "library" })}>
        {t("versions.damaged.show")}
      </Button>
      <Button onClick={dismiss}>{t("common.dismiss")}</Button>
    </div>
  );
}

/** Found again, it is told again. */
function findingOf({ id, checkedAt }: Media): string {
  return `${id} ${checkedAt}`;
}
