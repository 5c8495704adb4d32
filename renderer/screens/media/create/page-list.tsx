import { Circle, CircleCheck, CircleX, type LucideIcon } from "lucide-react";
import { useWords } from "../../../translate.ts";
import classes from "./create-screen.module.css";
import { goToPage, useFilled } from "./create-store.ts";
import { pages, type PageName } from "./pages.ts";

type PageState = "done" | "problems" | "open";

const icons: Record<PageState, { icon: LucideIcon; colour: string }> = {
  done: { icon: CircleCheck, colour: "var(--ps-done)" },
  problems: { icon: CircleX, colour: "var(--ps-fail)" },
  open: { icon: Circle, colour: "var(--ps-faint)" },
};

/** All pages, each with how it stands; any of them can be gone to. */
export function PageList() {
  const t = useWords();
  const filled = useFilled();
  if (!filled) return null;
  const { problems, wizard } = filled;
  const stateOf = (page: PageName): PageState => {
    if (!wizard.left.includes(page)) return "open";
    return problems.some((problem) => problem.page === page) ? "problems" : "done";
  };
  return (
    <nav aria-label={t("create.pages")}>
      <ol className={classes["list"]}>
        {pages.map((page) => {
          const state = stateOf(page);
          const { icon: Icon, colour } = icons[state];
          const count = problems.filter((problem) => problem.page === page).length;
          return (
            <li key={page}>
              <button
                type="button"
                className={classes["item"]}
                aria-current={page === wizard.page ? "step" : undefined}
                onClick={() => goToPage(page)}
              >
                <Icon size={18} color={colour} aria-hidden />
                <span>{t(`create.page.${page}`)}</span>
                <span className={classes["state"]} data-tone={state === "problems" ? "fail" : undefined}>
                  {state === "problems" ? t("create.problems", { count }) : t(`create.pageState.${state}`)}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
