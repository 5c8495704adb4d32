import { CircleCheck, CircleDashed, CircleSlash2, CircleX, type LucideIcon } from "lucide-react";
import type { ModelVerdict, Reach, ReachState } from "../../shared/model-verdict.ts";
import type { Tone } from "../theme.ts";
import { useWords } from "../translate.ts";
import classes from "./reach.module.css";
import { StateWord } from "./state-word.tsx";

const looks: Record<ReachState, { icon: LucideIcon; tone: Tone }> = {
  yes: { icon: CircleCheck, tone: "done" },
  some: { icon: CircleSlash2, tone: "slow" },
  no: { icon: CircleX, tone: "fail" },
  unknown: { icon: CircleDashed, tone: "dim" },
};

/** Yes, In part, No or Not known. */
export function ReachWord({ state }: { state: ReachState }) {
  const t = useWords();
  return <StateWord {...looks[state]} word={t(`reach.state.${state}`)} />;
}

/** Why, and what to do now; once where it is the same for both. */
export function ReachReasons({ disk, network }: Pick<ModelVerdict, "disk" | "network">) {
  const t = useWords();
  if (disk.message === network.message) return <Reason name={t("reach.both")} reach={disk} />;
  const once = disk.todo === network.todo ? { ...disk, todo: null } : disk;
  return (
    <>
      <Reason name={t("reach.disk")} reach={once} />
      <Reason name={t("reach.network")} reach={network} />
    </>
  );
}

function Reason({ name, reach: { message, todo } }: { name: string; reach: Reach }) {
  return (
    <p className={classes["reason"]}>
      {name}: {message} {todo !== null && <b>{todo}</b>}
    </p>
  );
}
