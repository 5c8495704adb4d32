import { Fragment, type ReactNode } from "react";
import classes from "./facts.module.css";

export interface Fact {
  name: string;
  value: ReactNode;
  mono?: boolean;
}

/** Names and values in two columns; long serials wrap, they are never cut. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes["facts"]}>
      {facts.map(({ name, value, mono }) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd data-mono={mono || undefined}>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
