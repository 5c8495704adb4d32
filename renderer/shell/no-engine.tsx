import { Loader } from "@mantine/core";
import { Unplug } from "lucide-react";
import { EmptyState } from "../parts/empty-state.tsx";
import { useStation } from "../store.ts";
import { useWords } from "../translate.ts";
import classes from "./no-engine.module.css";

/** Before the first snapshot: connecting, or no engine that answers. */
export function NoEngine() {
  const t = useWords();
  const link = useStation((s) => s.link);
  return (
    <main className={classes["page"]}>
      {link.status === "lost" ? (
        <EmptyState icon={Unplug} title={t("link.neverTitle")} text={t("link.never")}>
          <p role="status">{t("link.attempt", { n: link.attempt })}</p>
        </EmptyState>
      ) : (
        <p className={classes["wait"]} role="status">
          <Loader size="sm" /> {t("link.connecting")}
        </p>
      )}
    </main>
  );
}
