import { z } from "zod";

/** What an editor shows beside the tree: problems, who sets and reads each variable, what changed between versions. */

export const SequenceProblem = z.object({
  /** `error`: it cannot be used like this. `warning`: it can, and may not do what was meant. */
  severity: z.enum(["error", "warning"]),
  /** Null: it is about the whole sequence. */
  node: z.string().nullable(),
  words: z.string(),
  todo: z.string(),
});
export type SequenceProblem = z.infer<typeof SequenceProblem>;

const Use = z.object({ node: z.string(), step: z.string() });
export const VariableUse = z.object({
  name: z.string(),
  /** Its name begins with "_": the engine sets it, and no step can. */
  readOnly: z.boolean(),
  /** Its value is never shown. */
  secret: z.boolean(),
  setBy: z.array(Use),
  readBy: z.array(Use.extend({ in: z.enum(["condition", "command", "value"]) })),
});
export type VariableUse = z.infer<typeof VariableUse>;

export const SequenceChange = z.object({
  change: z.enum(["added", "removed", "moved", "changed"]),
  /** The node's id in the later tree; in the earlier one when it was removed; null for the sequence itself. */
  node: z.string().nullable(),
  name: z.string(),
  /** Groups around it, outermost first. */
  path: z.array(z.string()),
  /** For `changed`: what it said and says. Hidden values are not told. */
  fields: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
});
export type SequenceChange = z.infer<typeof SequenceChange>;
