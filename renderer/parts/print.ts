import type { Input } from "../../shared/contract.ts";
import { useSettings } from "../settings.ts";
import { ask } from "./act.tsx";
import { showPaper } from "./paper.ts";

type Report = Input<"report">;

/** Has a batch's report or a unit's certificate made, on the paper that this window prints on, and shows it. */
export async function printReport(of: Report["of"], format: Report["format"] = "pdf"): Promise<void> {
  const { paper } = useSettings.getState();
  const made = await ask((client) => client.report({ of, format, ...(paper !== "usual" && { paper }) }));
  if (made) showPaper(made);
}
