import { useStation } from "../../../store.ts";

/** Which pulls run, as a key: what is shown of them is asked for anew when that changes. */
export function usePullTasks(): string {
  return useStation((s) =>
    s.tasks
      .filter(({ kind }) => kind === "pull")
      .map(({ task }) => task)
      .join(" "),
  );
}
