import { useState } from "react";
import type { BootDrivers, DriversOf } from "../../shared/boot-drivers.ts";
import type { Fault } from "../../shared/fault.ts";
import { useStation } from "../store.ts";
import { useAnswer } from "./use-answer.ts";

/** What is known of a boot image's drivers. `failed` without a fault: the look ended with nothing; the tasks tell why. */
export type DriversAnswer = (
  | { status: "looking"; doing: string | null }
  | { status: "here"; drivers: BootDrivers }
  | { status: "failed"; fault: Fault | null }
) & { lookAgain: () => void };

/** Asks for them, which begins a look when nobody looked yet, and waits for its end. Give the part a key by `of`. */
export function useBootDrivers(of: DriversOf): DriversAnswer {
  const [looks, setLooks] = useState(0);
  const key = `${looks} ${JSON.stringify(of)}`;
  const first = useAnswer(`drivers ${key}`, async (client) => ({
    key,
    ...(await client.bootDrivers({ of, look: looks === 0 ? "missing" : "again" })),
  }));
  const begun = first.last?.key === key ? first.last : null;
  const task = useStation((s) => s.tasks.find((one) => one.task === begun?.task) ?? null);
  // Asked when the task is seen to begin and to end. Tasks are drawn a little late, so the engine says when it is over.
  const second = useAnswer(begun?.task == null ? null : `looked ${key} ${task !== null}`, async (client) => ({
    key,
    ...(await client.bootDrivers({ of, look: "known" })),
  }));
  const looked = second.last?.key === key ? second.last : null;
  const lookAgain = () => setLooks((n) => n + 1);
  const drivers = begun?.drivers ?? looked?.drivers;
  if (drivers) return { status: "here", drivers, lookAgain };
  if (first.status === "failed") return { status: "failed", fault: first.fault, lookAgain };
  if (second.status === "failed") return { status: "failed", fault: second.fault, lookAgain };
  if (looked?.task === null) return { status: "failed", fault: null, lookAgain };
  return { status: "looking", doing: task?.doing ?? null, lookAgain };
}
