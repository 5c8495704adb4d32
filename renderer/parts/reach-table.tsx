import { Fragment, type ReactNode } from "react";
import type { ModelVerdict } from "../../shared/model-verdict.ts";
import { useWords } from "../translate.ts";
import { ReachReasons, ReachWord } from "./reach-word.tsx";
import classes from "./reach.module.css";

/** One line of the matrix. Without a verdict `instead` says why there is none. */
export interface ReachRow {
  id: string;
  name: string;
  verdict: ModelVerdict | null;
  instead?: ReactNode;
}

/** Models against a boot image, or boot images against a model: disk and network, and why. */
export function ReachTable({ of, rows }: { of: "model" | "medium"; rows: readonly ReachRow[] }) {
  const t = useWords();
  return (
    <table className={classes["table"]}>
      <thead>
        <tr>
          <th scope="col">{t(`reach.columns.${of}`)}</th>
          <th scope="col">{t("reach.columns.disk")}</th>
          <th scope="col">{t("reach.columns.network")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, name, verdict, instead }) => (
          <Fragment key={id}>
            <tr>
              <td className={classes["name"]}>{name}</td>
              <td>{verdict && <ReachWord state={verdict.disk.state} />}</td>
              <td>{verdict && <ReachWord state={verdict.network.state} />}</td>
            </tr>
            <tr className={classes["why"]}>
              <td colSpan={3}>{verdict ? <ReachReasons {...verdict} /> : instead}</td>
            </tr>
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}
