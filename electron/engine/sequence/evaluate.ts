import { readTest } from "../../../shared/sequence-condition.ts";
import type { Condition, ConditionItem, OsGroupItem } from "../../../shared/sequence-tree.ts";
import { ask, type Verdict } from "./ask.ts";
import type { Facts } from "./facts.ts";

/**
 * Whether a condition holds. Its parts are ANDed; All, Any and None nest; a missing fact makes the answer unknown
 * only where it would decide (three-valued logic after Kleene). No condition holds.
 */
export function evaluate(condition: Condition | null, facts: Facts): Verdict {
  return condition ? combine("and", condition.items, facts) : { holds: true, because: [] };
}

function item(each: ConditionItem, facts: Facts): Verdict {
  switch (each.kind) {
    case "expression":
      return ask(readTest(each), facts);
    case "operator":
      return combine(each.operator, each.items, facts);
    case "os-group":
      return merge(
        "or",
        each.items.map((platform) => askPlatform(platform, facts)),
      );
    case "raw":
      return unknown("A part of the condition", "what this part of the condition means");
  }
}

function combine(operator: "and" | "or" | "not", items: readonly ConditionItem[], facts: Facts): Verdict {
  // A comment inside a condition says nothing.
  const said = items.filter((each) => each.kind !== "raw" || "name" in each.node);
  return merge(
    operator,
    said.map((each) => item(each, facts)),
  );
}

/** All: every one. Any: at least one. None: not one. Of nothing, All and None hold and Any does not. */
function merge(operator: "and" | "or" | "not", verdicts: readonly Verdict[]): Verdict {
  const decisive = operator !== "and";
  const deciding = verdicts.filter(({ holds }) => holds === decisive);
  const open = verdicts.filter(({ holds }) => holds === null);
  const given = operator === "or";
  if (deciding.length > 0) return { holds: given, because: because(deciding.slice(0, 1)) };
  if (open.length > 0) return { holds: null, because: because(open) };
  return { holds: !given, because: because(verdicts) };
}

function because(verdicts: readonly Verdict[]): Verdict["because"] {
  return verdicts.flatMap((verdict) => verdict.because).slice(0, 8);
}

/** A platform without expressions of its own is only a name: nobody can tell here. */
function askPlatform(platform: OsGroupItem, facts: Facts): Verdict {
  if (platform.kind === "raw") return unknown("An OS version", "which operating system is meant");
  const verdict = combine("and", platform.items, facts);
  const words = `Operating system is ${platform.name}`;
  if (platform.items.length === 0) return unknown(words, "the operating system's version");
  return { holds: verdict.holds, because: verdict.because.map((each) => ({ ...each, words })) };
}

function unknown(words: string, missing: string): Verdict {
  return { holds: null, because: [{ words, found: null, missing }] };
}
