import type { TreeVariable } from "./sequence-tree.ts";

/** What of a sequence is never shown, and what stands in its place. */

/** What people see for a value that is kept hidden. */
export const HIDDEN_VALUE = "••••••";

/** Names whose values are never shown, whoever set them. */
const SECRET_NAME = /pass(?:word|wd|phrase)|secret|token|productkey|recoverykey|(?:^|_)pin$|bitlockerpin/i;

/**
 * The console marks properties that are no variables as hidden too: by it the file says only that no variable
 * overrides them, and their values are plain to see in the console.
 */
const PLAIN_PROPERTY =
  /^(?:successcodes|commandline|\w*packageid|variablename|target|donotshowvariablevalue|retrycount|continueoninstallerror|applicationname|partitions|numadapters|enabletcpipfiltering|basevariablename|waitforencryption|skipwhennovalidtpm|runfromnet|destination\w*|configfilepackage|mode|encryptmethod|encryptfulldisk|createrecoverypassword)$/i;

/** Whether a variable of this name is never shown. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Whether the value of one of a step's variables is never shown. @param among all variables of the step */
export function isSecret(variable: TreeVariable, among: readonly TreeVariable[]): boolean {
  const property = (variable.property ?? variable.name).toLowerCase();
  if (property === "variablevalue")
    return (
      valueOf(among, "DoNotShowVariableValue").toLowerCase() === "true" ||
      isSecretName(valueOf(among, "VariableName"))
    );
  if (PLAIN_PROPERTY.test(property)) return false;
  return variable.hidden || isSecretName(variable.name) || isSecretName(property);
}

function valueOf(among: readonly TreeVariable[], wanted: string): string {
  const is = (text: string | null) => text?.toLowerCase() === wanted.toLowerCase();
  return among.find(({ name, property }) => is(name) || is(property))?.value ?? "";
}

/** One hidden text of a step: a whole value, or one setting inside the rules of Set Dynamic Variables. */
export interface Secret {
  /** Which one it is among the step's: "4", or "0.2" for a setting inside the first variable. */
  key: string;
  text: string;
}

const SETTING = /(<Variable\b[^>]*>)([^<]+)(?=<\/Variable>)/gi;

/** Whether the tag of a setting says that it is secret, or names it like one. */
function isSecretSetting(tag: string): boolean {
  return (
    /\bIsSecret\s*=\s*["']true["']/i.test(tag) ||
    isSecretName(/\bName\s*=\s*["']([^"']*)["']/i.exec(tag)?.[1] ?? "")
  );
}

/** A step's variables with other texts in the place of hidden ones; an empty value hides nothing. */
export function replaceSecrets(
  variables: readonly TreeVariable[],
  by: (secret: Secret) => string,
): TreeVariable[] {
  return variables.map((each, at) => {
    const key = String(at);
    if (each.value === "") return each;
    if (isSecret(each, variables)) return { ...each, value: by({ key, text: each.value }) };
    const value = replaceSettings(each.value, (text, n) => by({ key: `${key}.${n}`, text }));
    return value === each.value ? each : { ...each, value };
  });
}

function replaceSettings(rules: string, by: (text: string, n: number) => string): string {
  if (!rules.includes("<Variable")) return rules;
  let n = 0;
  return rules.replace(SETTING, (whole, tag: string, text: string) =>
    isSecretSetting(tag) ? `${tag}${by(text, n++)}` : whole,
  );
}

/** The rules of Set Dynamic Variables as they may be shown; any other text as it is. */
export function withoutSecretSettings(rules: string): string {
  return replaceSettings(rules, () => HIDDEN_VALUE);
}

/**
 * Stands in a shown tree for a hidden text, and names where the engine finds it again. So a step can be changed, copied
 * into another sequence and saved without its passwords ever leaving the engine.
 */
export function maskFor(sequence: string, version: string, node: string, key: string): string {
  return `${HIDDEN_VALUE}⟨${sequence}@${version}/${node}/${key}⟩`;
}

const MASK = new RegExp(`${HIDDEN_VALUE}⟨([^⟩@/]*)@([^⟩/]*)/([^⟩/]*)/([^⟩/]*)⟩`, "g");

export interface Masked {
  sequence: string;
  version: string;
  node: string;
  key: string;
}

/** Puts other texts in the place of masks. */
export function replaceMasks(text: string, by: (masked: Masked) => string): string {
  if (!text.includes(HIDDEN_VALUE)) return text;
  return text.replace(MASK, (_mask, sequence: string, version: string, node: string, key: string) =>
    by({ sequence, version, node, key }),
  );
}

/** Whether any part of it is hidden. */
export function isMasked(text: string): boolean {
  return replaceMasks(text, () => "") !== text;
}

/** The text as people see it. */
export function shownText(text: string): string {
  return replaceMasks(text, () => HIDDEN_VALUE);
}
