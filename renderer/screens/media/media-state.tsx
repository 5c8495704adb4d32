import { BadgeCheck, CircleDashed, CircleX, type LucideIcon } from "lucide-react";
import type { MediaState } from "../../../shared/media.ts";
import { StateWord } from "../../parts/state-word.tsx";
import type { Tone } from "../../theme.ts";
import { useWords } from "../../translate.ts";

const looks: Record<MediaState, { icon: LucideIcon; tone: Tone }> = {
  unchecked: { icon: CircleDashed, tone: "slow" },
  checked: { icon: BadgeCheck, tone: "done" },
  bad: { icon: CircleX, tone: "fail" },
};

/** Unchecked, Checked or Bad. */
export function MediaStateWord({ state }: { state: MediaState }) {
  const t = useWords();
  return <StateWord {...looks[state]} word={t(`media.state.${state}`)} />;
}
