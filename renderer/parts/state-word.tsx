import type { LucideIcon } from "lucide-react";
import type { Tone } from "../theme.ts";
import classes from "./state-word.module.css";

/** A state in a list: icon, word and colour together. */
export function StateWord({ icon: Icon, word, tone }: { icon: LucideIcon; word: string; tone: Tone }) {
  return (
    <span className={classes["state"]} style={{ color: `var(--ps-${tone})` }}>
      <Icon size={16} strokeWidth={2.4} aria-hidden /> {word}
    </span>
  );
}
