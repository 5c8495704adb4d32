import { Fragment } from "react";
import type { SequenceChange } from "../../../shared/sequence-review.ts";
import { useWords } from "../../translate.ts";
import classes from "./rehearsal.module.css";

/** What is different, step by step: each field before and after. */
export function ChangeList({ changes }: { changes: readonly SequenceChange[] }) {
  const t = useWords();
  if (changes.length === 0) return <p>{t("rehearsal.noChange")}</p>;
  return (
    <ol className={classes["changes"]}>
      {changes.map(({ change, name, path, fields }, n) => (
        <li key={n}>
          <b>{t(`rehearsal.change.${change}`)}</b>{" "}
          <span className={classes["path"]}>{path.map((group) => `${group} › `).join("")}</span>
          {name || t("rehearsal.wholeSequence")}
          {fields.length > 0 && (
            <dl>
              {fields.map(({ field, before, after }) => (
                <Fragment key={field}>
                  <dt>{field}</dt>
                  <dd aria-label={t("rehearsal.before")}>{before || t("rehearsal.empty")}</dd>
                  <dd aria-label={t("rehearsal.after")}>{after || t("rehearsal.empty")}</dd>
                </Fragment>
              ))}
            </dl>
          )}
        </li>
      ))}
    </ol>
  );
}
