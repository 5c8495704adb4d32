import { nameProblem, valueProblem } from "../../../shared/sequence-limits.ts";
import { isSecretName } from "../../../shared/sequence-secrets.ts";

/** Task sequence variables as a sequence sees them while it runs: names without regard to case, missing is empty. */

/** A value, or the fact that would be needed to know it. */
export type Reading = { known: true; value: string } | { known: false; missing: string };

/** A condition or command line longer than this is none that Windows could take. */
const MAX_EXPANDED_CHARACTERS = 32_767;
/** A value may name other variables, whose values may again; a circle ends here. */
const MAX_ROUNDS = 10;
const REFERENCE = /%([A-Za-z_][A-Za-z0-9_.-]{0,255})%/g;
/** Windows' own: they are the target's, not the sequence's, and stay as they are written. */
const WINDOWS =
  /^(?:systemroot|systemdrive|windir|programfiles|programdata|temp|tmp|public|allusersprofile|userprofile|comspec|path|computername|processor_architecture)$/i;

interface Held {
  name: string;
  value: string | null;
  /** Who set it; or, for a value that is not known, what would tell. */
  from: string;
  /** Its value is used and never shown. */
  hidden: boolean;
}

export class Environment {
  private readonly held: Map<string, Held>;
  private readonly unset: (name: string) => Reading;

  /** @param unset what is known of a variable that nobody set; by default it is empty */
  constructor(
    unset: (name: string) => Reading = () => ({ known: true, value: "" }),
    held?: Map<string, Held>,
  ) {
    this.unset = unset;
    this.held = held ?? new Map();
  }

  /** The same variables, to go on with apart from these. */
  fork(): Environment {
    return new Environment(this.unset, new Map(this.held));
  }

  get(name: string): Reading {
    const found = this.held.get(name.toLowerCase());
    if (!found) return this.unset(name);
    return found.value === null ? { known: false, missing: found.from } : { known: true, value: found.value };
  }

  /** A variable's value as it may be shown. */
  shown(name: string): string {
    const reading = this.get(name);
    if (!reading.known) return "not known";
    if (reading.value === "") return "empty";
    const hidden = this.held.get(name.toLowerCase())?.hidden === true || isSecretName(name);
    return hidden ? "a hidden value" : `“${reading.value}”`;
  }

  /** Who set a variable; null when nobody did. */
  setBy(name: string): string | null {
    return this.held.get(name.toLowerCase())?.from ?? null;
  }

  /** Values that are used and never shown. */
  hiddenValues(): string[] {
    const kept = [...this.held.values()].filter(({ name, hidden }) => hidden || isSecretName(name));
    return kept.flatMap(({ value }) => value ?? []);
  }

  names(): string[] {
    return [...this.held.values()].map(({ name }) => name);
  }

  /**
   * Sets a variable as a step may. An empty value takes it away.
   * @returns why it cannot be set, in words; null when it was
   */
  set(name: string, value: string, from: string, hidden = false): string | null {
    const problem = nameProblem(name) ?? valueProblem(name, value);
    if (problem === null) this.setBuiltIn(name, value, from, hidden);
    return problem;
  }

  /** Sets a variable that belongs to the system: the `_` names too. */
  setBuiltIn(name: string, value: string, from: string, hidden = false): void {
    this.held.set(name.toLowerCase(), { name, value, from, hidden });
  }

  /** From here on nobody can tell the value without this fact. */
  setUnknown(name: string, missing: string): void {
    this.held.set(name.toLowerCase(), { name, value: null, from: missing, hidden: false });
  }

  /**
   * Puts values for %NAME%. A missing variable gives nothing; Windows' own stay. Bounded: a circle is left as it stands
   * after ten rounds, and growth ends at the length Windows could take.
   */
  expand(text: string): Reading {
    let current = text;
    for (let round = 0; round < MAX_ROUNDS && current.includes("%"); round++) {
      const next = this.round(current);
      if (typeof next !== "string") return next ?? { known: true, value: current };
      if (next === current) break;
      current = next;
    }
    return { known: true, value: current };
  }

  /** Puts in only what has been set; references to anything else stay, for whoever knows them later. */
  expandSet(text: string): string {
    if (text.length > MAX_EXPANDED_CHARACTERS) return text;
    return text.replace(REFERENCE, (whole, name: string) => {
      const held = this.held.get(name.toLowerCase());
      return held ? (held.value ?? whole) : whole;
    });
  }

  /** Every reference once. A reading is the fact that is missing; null: the result would be too long. */
  private round(text: string): string | Reading | null {
    let missing: Reading | null = null;
    let left = MAX_EXPANDED_CHARACTERS - text.length;
    const next = text.replace(REFERENCE, (whole, name: string) => {
      if (missing || left < 0 || WINDOWS.test(name)) return whole;
      const reading = this.get(name);
      if (!reading.known) missing = reading;
      const value = reading.known ? reading.value : "";
      left -= value.length - whole.length;
      return left < 0 ? whole : value;
    });
    return missing ?? (left < 0 ? null : next);
  }
}

/** The names between percent signs in a text, in order. */
export function referencesIn(text: string): string[] {
  return [...text.matchAll(REFERENCE)].map(([, name]) => name ?? "");
}

/** Whether the name is one of Windows' own, which stays as it is written. */
export function isWindowsVariable(name: string): boolean {
  return WINDOWS.test(name);
}
