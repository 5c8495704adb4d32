import type { Against, Test } from "../../../shared/sequence-condition.ts";
import { testWords } from "../../../shared/sequence-condition-words.ts";
import { MAX_VALUE_CHARACTERS } from "../../../shared/sequence-limits.ts";
import { compareDates, compareTexts, compareVersions } from "./compare.ts";
import { fileFact, plainKey, type Facts } from "./facts.ts";
import { consolePattern, matches } from "./wildcards.ts";
import { answerQuery } from "./wql-evaluate.ts";

/** One expression that decided, in words, with what was found; `missing` is the fact that was not known. */
export interface Because {
  words: string;
  found: string | null;
  missing: string | null;
}

/** Three-valued: `holds` is null where a fact is missing. `because` names the expressions that decided. */
export interface Verdict {
  holds: boolean | null;
  because: Because[];
}

/** Asks one expression. */
export function ask(test: Test, facts: Facts): Verdict {
  const answer = answerTest(test, facts);
  const words = testWords(test);
  return answer.holds === null
    ? { holds: null, because: [{ words, found: null, missing: answer.missing }] }
    : { holds: answer.holds, because: [{ words, found: answer.found, missing: null }] };
}

type Answer = { holds: boolean; found: string } | { holds: null; missing: string };

function answerTest(test: Test, facts: Facts): Answer {
  switch (test.test) {
    case "variable":
      return askVariable(test, facts);
    case "wmi": {
      const query = facts.environment.expand(test.query);
      if (!query.known) return { holds: null, missing: query.missing };
      const answer = answerQuery(facts.machine.wmi, test.namespace, query.value);
      if (answer.holds === null) return answer;
      return { holds: answer.holds, found: answer.holds ? answer.instance : answer.found };
    }
    case "file":
      return askPath(test.path, false, [test.version, test.date], facts);
    case "folder":
      return askPath(test.path, true, [null, test.date], facts);
    case "registry":
      return askRegistry(test, facts);
    case "software":
      return askSoftware(test, facts);
    case "unknown":
      return { holds: null, missing: `what ${test.problem} means` };
  }
}

function askVariable(test: Extract<Test, { test: "variable" }>, { environment }: Facts): Answer {
  const actual = environment.get(test.variable);
  if (!actual.known) return { holds: null, missing: actual.missing };
  const found = `it is ${environment.shown(test.variable)}`;
  if (test.operator === "exists") return { holds: actual.value !== "", found };
  if (test.operator === "notExists") return { holds: actual.value === "", found };
  const wanted = environment.expand(test.value);
  if (!wanted.known) return { holds: null, missing: wanted.missing };
  if (test.operator === "like" || test.operator === "notLike") {
    if (wanted.value.length > MAX_VALUE_CHARACTERS)
      return { holds: null, missing: `what a pattern of ${wanted.value.length} characters matches` };
    const like = matches(consolePattern(wanted.value), actual.value);
    return { holds: like === (test.operator === "like"), found };
  }
  return { holds: compareTexts(actual.value, test.operator, wanted.value), found };
}

function askPath(
  text: string,
  folder: boolean,
  [version, date]: [version: Against, date: Against],
  facts: Facts,
): Answer {
  const { path, fact } = fileFact(facts, text);
  const kind = folder ? "folder" : "file";
  if (!path.known) return { holds: null, missing: path.missing };
  if (!fact) return { holds: null, missing: `whether the ${kind} ${path.value} exists` };
  if (!fact.exists || fact.folder !== folder) return { holds: false, found: "it does not exist" };
  const answers: Answer[] = [{ holds: true, found: "it exists" }];
  if (version)
    answers.push(
      fact.version === null
        ? { holds: null, missing: `the version of ${path.value}` }
        : {
            holds: compareVersions(fact.version, version.operator, version.value),
            found: `its version is ${fact.version}`,
          },
    );
  if (date) answers.push(askDate(path.value, fact.modifiedAt, date));
  return all(answers);
}

function askDate(path: string, modifiedAt: string | null, date: Exclude<Against, null>): Answer {
  const holds = modifiedAt === null ? null : compareDates(modifiedAt, date.operator, date.value);
  return holds === null || modifiedAt === null
    ? { holds: null, missing: `the date of ${path}` }
    : { holds, found: `its date is ${modifiedAt}` };
}

function all(answers: readonly Answer[]): Answer {
  const no = answers.find(({ holds }) => holds === false);
  const open = answers.find(({ holds }) => holds === null);
  return no ?? open ?? answers.at(-1) ?? { holds: true, found: "" };
}

function askRegistry(test: Extract<Test, { test: "registry" }>, facts: Facts): Answer {
  const key = facts.environment.expand(test.key);
  if (!key.known) return { holds: null, missing: key.missing };
  const name = `${key.value}\\${test.value || "(default)"}`;
  const fact = facts.machine.registry.find(
    (each) =>
      plainKey(each.key) === plainKey(key.value) && each.value.toLowerCase() === test.value.toLowerCase(),
  );
  if (!fact) return { holds: null, missing: `the registry value ${name}` };
  const found = fact.data === null ? "it does not exist" : `it is “${fact.data}”`;
  if (test.operator === "exists" || test.operator === "notExists") {
    // The type counts only when existence is asked; comparisons ignore it.
    const there =
      fact.data !== null && (test.type === "" || fact.type.toLowerCase() === test.type.toLowerCase());
    return { holds: there === (test.operator === "exists"), found };
  }
  return { holds: compareTexts(fact.data ?? "", test.operator, test.data), found };
}

function askSoftware(test: Extract<Test, { test: "software" }>, { machine }: Facts): Answer {
  if (machine.software === null) return { holds: null, missing: "the list of installed software" };
  const same = (a: string, b: string) => a !== "" && a.toLowerCase() === b.toLowerCase();
  const found = machine.software.find((each) =>
    test.any && test.upgradeCode !== ""
      ? same(test.upgradeCode, each.upgradeCode)
      : same(test.productCode, each.productCode),
  );
  return found
    ? { holds: true, found: `${found.name} ${found.version} is installed` }
    : { holds: false, found: "it is not installed" };
}
