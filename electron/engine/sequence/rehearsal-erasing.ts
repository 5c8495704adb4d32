import type { Edit } from "../../../shared/sequence-edit.ts";
import { makeExpression } from "../../../shared/sequence-condition.ts";
import type { Condition, StepNode } from "../../../shared/sequence-tree.ts";
import { addFinding, reasonWords, type Run, type Spot } from "./rehearsal-run.ts";
import { commandOf, erases, erasesInScript, inputOf, stepKind } from "../../../shared/sequence-step-kinds.ts";
import { scriptText } from "./step-sets.ts";

/** The finding this is all for: a step that would wipe what the station staged. */
export function checkErasing(run: Run, step: StepNode, spot: Spot, outcome: string): void {
  if (outcome === "bypassed" || outcome === "fails" || !wipes(step)) return;
  const sure = spot.doubts.length === 0 && outcome === "runs";
  const doubts = spot.doubts.length > 0 ? ` It depends on: ${reasonWords(spot.doubts)}.` : "";
  addFinding(run, step, spot, {
    code: sure ? "erases-media" : "may-erase-media",
    severity: "red",
    words: sure
      ? `“${step.name}” runs on prestaged media: this erases the prestaged content.`
      : `“${step.name}” may run on prestaged media, and would erase the prestaged content.${doubts}`,
    fix: {
      words: "Add the condition _SMSTSMediaType not equals OEMMedia.",
      edit: keepFromOemMedia(step),
    },
  });
}

function wipes(step: StepNode): boolean {
  const kind = stepKind(step);
  if (kind === "apply-data") return inputOf(step, "OSDWipeDestinationPartition")?.toLowerCase() !== "false";
  if (kind === "command") return erases(commandOf(step.action ?? "").command);
  return kind === "partition" || (kind === "script" && erasesInScript(scriptText(step)));
}

/** The step's condition with the one more part that keeps it from running on prestaged media. */
export function keepFromOemMedia(step: Pick<StepNode, "id" | "condition">): Edit {
  const expression = makeExpression({
    test: "variable",
    variable: "_SMSTSMediaType",
    operator: "notEquals",
    value: "OEMMedia",
  });
  const old: Condition = step.condition ?? { attributes: [], items: [] };
  return { edit: "condition", node: step.id, condition: { ...old, items: [...old.items, expression] } };
}
