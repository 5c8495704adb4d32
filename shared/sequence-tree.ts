import { z } from "zod";

/**
 * A task sequence as Configuration Manager and MDT keep it: groups, steps and sub-sequences, with everything their XML
 * says. What this station has no word for (attributes, elements, the order of parts) is kept beside the typed fields
 * and written back as it was. Node ids are ours: unique in one tree, not part of the XML.
 */

/** Attributes as they were written, in order; names as in the file. */
export const Attributes = z.array(z.tuple([z.string(), z.string()]));
export type Attributes = z.infer<typeof Attributes>;

/** A piece of XML that is kept as it is. */
export type XmlNode = XmlElement | { text: string } | { comment: string } | { instruction: string };
export interface XmlElement {
  name: string;
  attributes: Attributes;
  children: XmlNode[];
}
export const XmlElement: z.ZodType<XmlElement> = z.lazy(() =>
  z.object({ name: z.string(), attributes: Attributes, children: z.array(XmlNode) }),
);
export const XmlNode: z.ZodType<XmlNode> = z.lazy(() =>
  z.union([
    XmlElement,
    z.object({ text: z.string() }),
    z.object({ comment: z.string() }),
    z.object({ instruction: z.string() }),
  ]),
);

/**
 * One `<variable>`: a step's input, a part of an expression or a global default. `raw` is an entry of the list that is
 * no variable; the other fields are empty then.
 */
export const TreeVariable = z.object({
  /** The task sequence variable ("OSDPartitions0Size"). */
  name: z.string(),
  /** The property it fills ("Partitions0Size"); null when the file names none. */
  property: z.string().nullable(),
  value: z.string(),
  hidden: z.boolean(),
  attributes: Attributes,
  raw: XmlNode.optional(),
});
export type TreeVariable = z.infer<typeof TreeVariable>;

/** A condition's parts. Children of a condition are ANDed; `and`, `or`, `not` are the console's All, Any, None. */
export type ConditionItem =
  | { kind: "operator"; operator: "and" | "or" | "not"; attributes: Attributes; items: ConditionItem[] }
  | { kind: "expression"; type: string; attributes: Attributes; variables: TreeVariable[] }
  | { kind: "os-group"; attributes: Attributes; items: OsGroupItem[] }
  | { kind: "raw"; node: XmlNode };
/** One platform of an OS version condition: its expressions are ANDed. */
export type OsGroupItem =
  | { kind: "os"; name: string; attributes: Attributes; items: ConditionItem[] }
  | { kind: "raw"; node: XmlNode };
export interface Condition {
  attributes: Attributes;
  items: ConditionItem[];
}

const raw = z.object({ kind: z.literal("raw"), node: XmlNode });
export const OsGroupItem: z.ZodType<OsGroupItem> = z.lazy(() =>
  z.union([
    z.object({
      kind: z.literal("os"),
      name: z.string(),
      attributes: Attributes,
      items: z.array(ConditionItem),
    }),
    raw,
  ]),
);
export const ConditionItem: z.ZodType<ConditionItem> = z.lazy(() =>
  z.union([
    z.object({
      kind: z.literal("operator"),
      operator: z.enum(["and", "or", "not"]),
      attributes: Attributes,
      items: z.array(ConditionItem),
    }),
    z.object({
      kind: z.literal("expression"),
      type: z.string(),
      attributes: Attributes,
      variables: z.array(TreeVariable),
    }),
    z.object({ kind: z.literal("os-group"), attributes: Attributes, items: z.array(OsGroupItem) }),
    raw,
  ]),
);
export const Condition: z.ZodType<Condition> = z.object({
  attributes: Attributes,
  items: z.array(ConditionItem),
});

/**
 * In which order a node's parts stand in the file. `child` is the next child, `children` all that are left, `other`
 * the next piece of unknown XML. Parts that are not named come last, in the console's order.
 */
export const PartOrder = z.array(
  z.enum(["condition", "action", "variables", "child", "children", "other", "references", "globals"]),
);
export type PartOrder = z.infer<typeof PartOrder>;

const common = {
  id: z.string(),
  name: z.string(),
  description: z.string(),
  disabled: z.boolean(),
  continueOnError: z.boolean(),
  condition: Condition.nullable(),
  /** The command line as the step would run it; null where the file has none. MDT writes empty ones on groups. */
  action: z.string().nullable(),
  attributes: Attributes,
  others: z.array(XmlNode),
  order: PartOrder,
};

const stepCommon = {
  ...common,
  /** "SMS_TaskSequence_RunCommandLineAction"; null for MDT's steps without a type. */
  type: z.string().nullable(),
  timeoutSeconds: z.number().nullable(),
  /** "WinPE", "FullOS", "WinPEandFullOS"; null where the file does not say. */
  runIn: z.string().nullable(),
  /** Exit codes that are a success, separated by spaces; null for the step type's own. */
  successCodes: z.string().nullable(),
  retryCount: z.number().nullable(),
  variables: z.array(TreeVariable),
  /** Attributes of the list of variables itself; null where the file has no list. */
  variablesAttributes: Attributes.nullable(),
};

export const StepNode = z.object({ kind: z.literal("step"), ...stepCommon });
export type StepNode = z.infer<typeof StepNode>;
export const SubSequenceNode = z.object({ kind: z.literal("subtasksequence"), ...stepCommon });
export type SubSequenceNode = z.infer<typeof SubSequenceNode>;

const groupCommon = z.object(common);
export interface GroupNode extends z.infer<typeof groupCommon> {
  kind: "group";
  children: SequenceNode[];
}
export type SequenceNode = GroupNode | StepNode | SubSequenceNode;
export const SequenceNode: z.ZodType<SequenceNode> = z.lazy(() =>
  z.union([
    z.object({ kind: z.literal("group"), ...common, children: z.array(SequenceNode) }),
    StepNode,
    SubSequenceNode,
  ]),
);

/** A package the sequence says it needs. */
export const Reference = z.object({
  package: z.string(),
  program: z.string().nullable(),
  attributes: Attributes,
  raw: XmlNode.optional(),
});
export type Reference = z.infer<typeof Reference>;

/** The whole `<sequence>`. */
export const SequenceTree = z.object({
  /** The format's version: "3.10", MDT's "3.00". */
  formatVersion: z.string(),
  attributes: Attributes,
  references: z.array(Reference).nullable(),
  globals: z.array(TreeVariable).nullable(),
  children: z.array(SequenceNode),
  others: z.array(XmlNode),
  order: PartOrder,
});
export type SequenceTree = z.infer<typeof SequenceTree>;

/** What a console export says about the sequence beside its steps. Null: the file does not say. */
export const SequenceFacts = z.object({
  name: z.string(),
  description: z.string(),
  packageId: z.string().nullable(),
  bootImageId: z.string().nullable(),
  /** The version of that boot image, where someone told it; exports do not. */
  bootImageVersion: z.string().nullable(),
  /** Packages listed in the export, with their names where it tells them. */
  packages: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type SequenceFacts = z.infer<typeof SequenceFacts>;
