import type { Step } from "../../../shared/sequence.ts";
import { walk } from "../../../shared/sequence-edit.ts";
import type { SequenceTree, StepNode } from "../../../shared/sequence-tree.ts";

/** A flat list of steps as a tree, for what works on trees. */
export function treeOfSteps(steps: readonly Step[]): SequenceTree {
  const children = steps.map((step, n): StepNode => {
    const variables = Object.entries(step.variables).map(([name, value]) => ({
      name,
      property: name.replace(/^OSD/, ""),
      value,
      hidden: false,
      attributes: [],
    }));
    return {
      kind: "step",
      id: `n${n + 1}`,
      type: step.type,
      name: step.name,
      description: step.description,
      disabled: false,
      continueOnError: false,
      condition: null,
      action: step.action,
      attributes: [
        ["type", ""],
        ["name", ""],
        ["description", ""],
      ],
      others: [],
      order: [],
      timeoutSeconds: null,
      runIn: null,
      successCodes: null,
      retryCount: null,
      variables,
      variablesAttributes: null,
    };
  });
  return {
    formatVersion: "3.10",
    attributes: [],
    references: null,
    globals: null,
    children,
    others: [],
    order: [],
  };
}

/** The steps of a tree in the order they run, without groups and conditions: for lists and records. */
export function stepsOf(tree: SequenceTree): Step[] {
  return [...walk(tree.children)].flatMap((node) =>
    node.kind === "group"
      ? []
      : [
          {
            type: node.type ?? "",
            name: node.name,
            description: node.description,
            action: node.action ?? "",
            variables: Object.fromEntries(
              node.variables.filter(({ raw }) => !raw).map(({ name, value }) => [name, value]),
            ),
          },
        ],
  );
}
