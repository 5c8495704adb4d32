import type { ReactNode } from "react";
import classes from "./page.module.css";

interface PageProps {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** A screen with a title, its buttons, and what scrolls below them. */
export function Page({ title, actions, children }: PageProps) {
  return (
    <div className={classes["page"]}>
      <header className={classes["head"]}>
        <h1>{title}</h1>
        <div className={classes["actions"]}>{actions}</div>
      </header>
      <main className={classes["body"]}>{children}</main>
    </div>
  );
}

/** A list on the left, what is chosen in it on the right; each scrolls by itself. */
export function Split({ list, detail, label }: { list: ReactNode; detail: ReactNode; label: string }) {
  return (
    <div className={classes["split"]}>
      <div className={classes["list"]}>{list}</div>
      <aside className={classes["detail"]} aria-label={label} tabIndex={0}>
        {detail}
      </aside>
    </div>
  );
}
