import type {
  Attributes,
  StepNode,
  GroupNode,
  SubSequenceNode,
  TreeVariable,
} from "../../../shared/sequence-tree.ts";

type AnyNode = StepNode | GroupNode | SubSequenceNode;

/** How one typed field stands in an attribute. `write` gives null where the attribute is left out. */
interface Field<T> {
  attribute: string;
  read: (text: string | undefined) => T;
  write: (value: T) => string | null;
}

const text = (attribute: string): Field<string> => ({
  attribute,
  read: (value) => value ?? "",
  write: (value) => (value === "" ? null : value),
});
const optionalText = (attribute: string): Field<string | null> => ({
  attribute,
  read: (value) => value ?? null,
  write: (value) => value,
});
const flag = (attribute: string): Field<boolean> => ({
  attribute,
  read: (value) => value?.trim().toLowerCase() === "true",
  write: (value) => (value ? "true" : null),
});
const whole = (attribute: string): Field<number | null> => ({
  attribute,
  read: (value) => (value !== undefined && /^\s*\d{1,9}\s*$/.test(value) ? Number(value) : null),
  write: (value) => (value === null ? null : String(value)),
});

const type = optionalText("type");
const name = text("name");
const description = text("description");
const disabled = flag("disable");
const continueOnError = flag("continueOnError");
const timeoutSeconds = whole("timeout");
const runIn = optionalText("runIn");
const successCodes = optionalText("successCodeList");
const retryCount = whole("retryCount");
const property = optionalText("property");
const hidden = flag("hidden");

export function readCommon(attributes: Attributes) {
  const get = lookup(attributes);
  return {
    name: name.read(get("name")),
    description: description.read(get("description")),
    disabled: disabled.read(get("disable")),
    continueOnError: continueOnError.read(get("continueOnError")),
  };
}

export function readStepFields(attributes: Attributes) {
  const get = lookup(attributes);
  return {
    type: type.read(get("type")),
    timeoutSeconds: timeoutSeconds.read(get("timeout")),
    runIn: runIn.read(get("runIn")),
    successCodes: successCodes.read(get("successCodeList")),
    retryCount: retryCount.read(get("retryCount")),
  };
}

export function readVariableFields(attributes: Attributes) {
  const get = lookup(attributes);
  return {
    name: name.read(get("name")),
    property: property.read(get("property")),
    hidden: hidden.read(get("hidden")),
  };
}

/** A node's attributes as they are to be written: as they were, where the typed field says the same. */
export function nodeAttributes(node: AnyNode): Attributes {
  const draft = new Draft(node.attributes);
  if (node.kind !== "group") draft.put(type, node.type);
  draft.put(name, node.name);
  draft.put(description, node.description);
  draft.put(disabled, node.disabled);
  draft.put(continueOnError, node.continueOnError);
  if (node.kind !== "group") {
    draft.put(timeoutSeconds, node.timeoutSeconds);
    draft.put(runIn, node.runIn);
    draft.put(successCodes, node.successCodes);
    draft.put(retryCount, node.retryCount);
  }
  return draft.attributes;
}

export function variableAttributes(variable: TreeVariable): Attributes {
  const draft = new Draft(variable.attributes);
  draft.put(name, variable.name);
  draft.put(property, variable.property);
  draft.put(hidden, variable.hidden);
  return draft.attributes;
}

/** Attributes with one of them set to a text, at its place or at the end. */
export function withAttribute(attributes: Attributes, attribute: string, value: string): Attributes {
  const draft = new Draft(attributes);
  draft.put(text(attribute), value);
  return draft.attributes;
}

class Draft {
  readonly attributes: Attributes;
  constructor(written: Attributes) {
    this.attributes = written.map(([attribute, value]) => [attribute, value]);
  }

  put<T>(field: Field<T>, value: T): void {
    const at = this.attributes.findIndex(([attribute]) => attribute === field.attribute);
    const written = this.attributes[at]?.[1];
    if (written !== undefined && field.read(written) === value) return;
    const fresh = field.write(value) ?? (written === undefined ? null : emptyValue(value));
    if (fresh === null) {
      if (at >= 0) this.attributes.splice(at, 1);
    } else if (at >= 0) this.attributes[at] = [field.attribute, fresh];
    else this.attributes.push([field.attribute, fresh]);
  }
}

/** An attribute that was there stays, also when its field is back at the default; null takes it away. */
function emptyValue(value: unknown): string | null {
  if (value === "") return "";
  return value === false ? "false" : null;
}

function lookup(attributes: Attributes): (attribute: string) => string | undefined {
  return (wanted) => attributes.find(([attribute]) => attribute === wanted)?.[1];
}
