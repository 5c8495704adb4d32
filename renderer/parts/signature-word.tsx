import { BadgeCheck, CalendarX, CircleDashed, ShieldQuestion, ShieldX, type LucideIcon } from "lucide-react";
import type { MediaSignature, SignatureState } from "../../shared/signing.ts";
import type { Tone } from "../theme.ts";
import { useWords } from "../translate.ts";
import { StateWord } from "./state-word.tsx";

const looks: Record<SignatureState, { icon: LucideIcon; tone: Tone }> = {
  valid: { icon: BadgeCheck, tone: "done" },
  untrusted: { icon: ShieldQuestion, tone: "slow" },
  expired: { icon: CalendarX, tone: "slow" },
  "not-yet-valid": { icon: CalendarX, tone: "slow" },
  unsigned: { icon: CircleDashed, tone: "dim" },
  broken: { icon: ShieldX, tone: "fail" },
};

/** What a medium's signature comes to here: trusted, not trusted, … */
export function SignatureWord({ signature }: { signature: MediaSignature | undefined }) {
  const t = useWords();
  if (!signature) return <StateWord icon={CircleDashed} tone="dim" word={t("signature.notLooked")} />;
  return <StateWord {...looks[signature.state]} word={t(`signature.state.${signature.state}`)} />;
}
