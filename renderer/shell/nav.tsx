import {
  Disc3,
  HardDrive,
  Laptop,
  LayoutGrid,
  ListOrdered,
  NotebookText,
  ShieldCheck,
  type LucideIcon,
} from "lucide-react";
import { useStation } from "../store.ts";
import { useWords } from "../translate.ts";
import { go, screens, useView, type Screen } from "../view.ts";
import classes from "./nav.module.css";
import { SettingsMenu } from "./settings-menu.tsx";

const icons: Record<Screen, LucideIcon> = {
  bench: LayoutGrid,
  batches: NotebookText,
  media: Disc3,
  sequences: ListOrdered,
  security: ShieldCheck,
  models: Laptop,
};

/** The screens there are, and what this station is. */
export function Nav() {
  const t = useWords();
  const now = useView((view) => view.screen);
  const bench = useStation((s) => s.engine?.bench);
  return (
    <nav className={classes["nav"]} aria-label={t("nav.screens")}>
      <HardDrive size={26} strokeWidth={1.8} aria-hidden className={classes["mark"]} />
      {screens.map((screen) => {
        const Icon = icons[screen];
        return (
          <button
            key={screen}
            type="button"
            className={classes["item"]}
            aria-current={screen === now ? "page" : undefined}
            onClick={() => go(screen)}
          >
            <Icon size={22} strokeWidth={1.8} aria-hidden />
            {t(`nav.${screen}`)}
          </button>
        );
      })}
      <div className={classes["foot"]}>
        {bench === "training" && <span className={classes["bench"]}>{t("common.training")}</span>}
        <SettingsMenu />
      </div>
    </nav>
  );
}
