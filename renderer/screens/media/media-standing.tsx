import { Archive, CircleCheckBig, FastForward, History, Minus, type LucideIcon } from "lucide-react";
import type { Standing } from "../../../shared/carried.ts";
import { StateWord } from "../../parts/state-word.tsx";
import type { Tone } from "../../theme.ts";
import { useWords } from "../../translate.ts";

const looks: Record<Standing["standing"], { icon: LucideIcon; tone: Tone }> = {
  current: { icon: CircleCheckBig, tone: "done" },
  older: { icon: History, tone: "dim" },
  newer: { icon: FastForward, tone: "dim" },
  retired: { icon: Archive, tone: "dim" },
  unknown: { icon: Minus, tone: "dim" },
};

/** Current, Older, Newer or Retired. */
export function StandingWord({ standing }: { standing: Standing["standing"] }) {
  const t = useWords();
  return <StateWord {...looks[standing]} word={t(`versions.standing.${standing}`)} />;
}

/** What a unit carries, judged by what is current now. */
export function CarriedWord({ standing, stale }: Pick<Standing, "standing" | "stale">) {
  const t = useWords();
  if (!stale) return <StandingWord standing={standing} />;
  const word = standing === "retired" ? "versions.units.isStaleRetired" : "versions.units.isStale";
  return <StateWord icon={History} tone="slow" word={t(word)} />;
}
