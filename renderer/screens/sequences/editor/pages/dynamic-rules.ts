/**
 * The rules of Set Dynamic Variables: XML inside a variable. It is changed in place, so that conditions and whatever
 * else stands in it stay as they are.
 */
export interface DynamicRule {
  /** How many conditions it has; they are kept as they are. */
  conditions: number;
  variables: { name: string; value: string; secret: boolean }[];
}

const parse = (text: string): Document | null => {
  const document = new DOMParser().parseFromString(text.trim() || "<Rules/>", "text/xml");
  return document.querySelector("parsererror") ? null : document;
};
const write = (document: Document) => new XMLSerializer().serializeToString(document.documentElement);

/** Null for text that is no list of rules. */
export function readRules(text: string): DynamicRule[] | null {
  const document = parse(text);
  if (document?.documentElement.tagName !== "Rules") return null;
  return rulesOf(document).map((rule) => ({
    conditions: rule.querySelectorAll("condition expression").length,
    variables: variablesOf(rule).map((each) => ({
      name: each.getAttribute("Name") ?? "",
      value: each.textContent ?? "",
      secret: each.getAttribute("IsSecret")?.toLowerCase() === "true",
    })),
  }));
}

const rulesOf = (document: Document) =>
  [...document.documentElement.children].filter(({ tagName }) => tagName === "Rule");
const variablesOf = (rule: Element) => [...rule.querySelectorAll(":scope > Variables > Variable")];

/** The text after a change of one variable; null takes it away, and a rule that then says nothing. */
export function changeVariable(
  text: string,
  rule: number,
  at: number,
  to: DynamicRule["variables"][number] | null,
): string {
  const document = parse(text);
  const element = document && rulesOf(document)[rule];
  const variable = element && variablesOf(element)[at];
  if (!document || !variable) return text;
  if (to) {
    variable.setAttribute("Name", to.name);
    variable.setAttribute("IsSecret", String(to.secret));
    variable.textContent = to.value;
  } else {
    variable.remove();
    if (variablesOf(element).length === 0) element.remove();
  }
  return write(document);
}

/** The text with one more variable: in a rule, or in a new one that always holds. */
export function addVariable(text: string, rule: number | null): string {
  const document = parse(text) ?? parse("");
  if (!document) return text;
  const make = (parent: Element, tag: string) => parent.appendChild(document.createElement(tag));
  const existing = rule === null ? undefined : rulesOf(document)[rule];
  const element = existing ?? make(document.documentElement, "Rule");
  const list = element.querySelector(":scope > Variables") ?? make(element, "Variables");
  const variable = make(list, "Variable");
  variable.setAttribute("Name", "NewVariable");
  variable.setAttribute("IsSecret", "false");
  return write(document);
}
