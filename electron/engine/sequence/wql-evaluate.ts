import type { WmiClass, WmiValue } from "../../../shared/sequence-profile.ts";
import { matches, wqlPattern } from "./wildcards.ts";
import { parseWql, WqlError, type Literal, type WqlComparison, type WqlWhere } from "./wql.ts";

/** Whether a query answers with at least one instance. `missing` names the fact that would decide. */
export type QueryAnswer =
  { holds: true; instance: string } | { holds: false; found: string } | { holds: null; missing: string };

/**
 * Asks the known WMI instances. A class nobody described, or a property nobody told, is a missing fact and not a "no".
 * A property without a value (null) is in no comparison true; NOT turns that round.
 */
export function answerQuery(classes: readonly WmiClass[], namespace: string, query: string): QueryAnswer {
  try {
    const { className, where } = parseWql(query);
    const found = classes.find(
      (each) => same(each.name, className) && same(plain(each.namespace), plain(namespace)),
    );
    if (!found) return { holds: null, missing: `${className} in ${plain(namespace)}` };
    return answer(found, where);
  } catch (thrown) {
    if (!(thrown instanceof WqlError)) throw thrown;
    return { holds: null, missing: `the query ${thrown.message}` };
  }
}

function answer({ name, instances }: WmiClass, where: WqlWhere | null): QueryAnswer {
  const missing = new Set<string>();
  for (const instance of instances) {
    const row = new Row(name, instance);
    const holds = where ? row.holds(where) : true;
    if (holds) return { holds: true, instance: row.words(where) };
    if (holds === null) for (const fact of row.missing) missing.add(fact);
  }
  if (missing.size > 0) return { holds: null, missing: [...missing].join(", ") };
  const [first] = instances;
  return {
    holds: false,
    found: first ? new Row(name, first).words(where) : `there is no ${name}`,
  };
}

class Row {
  readonly missing = new Set<string>();
  private readonly className: string;
  private readonly values: ReadonlyMap<string, WmiValue>;
  constructor(className: string, instance: Readonly<Record<string, WmiValue>>) {
    this.className = className;
    this.values = new Map(Object.entries(instance).map(([name, value]) => [name.toLowerCase(), value]));
  }

  /** Three-valued: null where a property that would decide is not known. */
  holds(where: WqlWhere): boolean | null {
    switch (where.node) {
      case "and": {
        const [left, right] = [this.holds(where.left), this.holds(where.right)];
        return left === false || right === false ? false : left === null || right === null ? null : true;
      }
      case "or": {
        const [left, right] = [this.holds(where.left), this.holds(where.right)];
        return left || right ? true : left === null || right === null ? null : false;
      }
      case "not": {
        const of = this.holds(where.of);
        return of === null ? null : !of;
      }
      case "null":
        return this.about(where.property, (value) => value === null);
      case "like":
        return this.about(where.property, (value) =>
          texts(value).some((text) => matches(wqlPattern(where.pattern), text)),
        );
      case "compare":
        return this.about(where.property, (value) => compares(value, where.operator, where.value));
    }
  }

  /** The properties the query asks for, with their values here. */
  words(where: WqlWhere | null): string {
    const names = where ? [...new Set(propertiesOf(where))] : [];
    const told = names.map((name) => {
      const value = this.values.get(name.toLowerCase());
      return `${name} is ${value === undefined ? "not known" : value === null ? "empty" : `“${String(value)}”`}`;
    });
    return told.length > 0 ? told.join(", ") : `there is a ${this.className}`;
  }

  private about(property: string, test: (value: WmiValue) => boolean): boolean | null {
    const value = this.values.get(property.toLowerCase());
    if (value !== undefined) return test(value);
    this.missing.add(`${this.className}.${property}`);
    return null;
  }
}

function propertiesOf(where: WqlWhere): string[] {
  switch (where.node) {
    case "and":
    case "or":
      return [...propertiesOf(where.left), ...propertiesOf(where.right)];
    case "not":
      return propertiesOf(where.of);
    case "compare":
    case "like":
    case "null":
      return [where.property];
  }
}

function texts(value: WmiValue): string[] {
  if (value === null) return [];
  return Array.isArray(value) ? value : [String(value)];
}

/** As numbers when either side is one and the other can be; else as texts, case aside. */
function compares(value: WmiValue, operator: WqlComparison, literal: Literal): boolean {
  if (value === null || literal === null) return false;
  if (Array.isArray(value)) return value.some((each) => compares(each, operator, literal));
  if (typeof value === "boolean" || typeof literal === "boolean")
    return ordered(operator, Math.sign(Number(truth(value)) - Number(truth(literal))));
  if (typeof value === "number" || typeof literal === "number") {
    const [a, b] = [Number(value), Number(literal)];
    const text = String(value).trim() === "" || String(literal).trim() === "";
    return !text && !Number.isNaN(a) && !Number.isNaN(b) && ordered(operator, Math.sign(a - b));
  }
  const [a, b] = [value.toLowerCase(), literal.toLowerCase()];
  return ordered(operator, a === b ? 0 : a < b ? -1 : 1);
}

function truth(value: string | number | boolean): boolean {
  if (typeof value === "string") return value.toLowerCase() === "true";
  return value !== 0 && value !== false;
}

function ordered(operator: WqlComparison, order: number): boolean {
  switch (operator) {
    case "=":
      return order === 0;
    case "<>":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** `\\.\root\cimv2` and `root/cimv2` name the same place; an empty one is the usual. */
function plain(namespace: string): string {
  return (
    namespace
      .trim()
      .replaceAll("/", "\\")
      .replace(/^\\\\\.\\/, "") || "root\\cimv2"
  );
}
