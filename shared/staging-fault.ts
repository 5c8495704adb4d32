import type { FaultCode } from "./fault-code.ts";

// Apart from the schemas: a writer process throws faults and never parses any, and starts in half the time without zod.

/** A fault as data: what `Fault` in `fault.ts` parses. */
interface FaultData {
  code: FaultCode;
  message: string;
  detail: string;
}

/** What is thrown inside a process. `message` is a sentence with this case's figures, in the operator's words. */
export class StagingFault extends Error {
  override readonly name = "StagingFault";
  readonly code: FaultCode;
  readonly detail: string | undefined;
  constructor(code: FaultCode, message: string, options?: ErrorOptions & { detail?: string }) {
    super(message, options);
    this.code = code;
    this.detail = options?.detail;
  }
}

/** The one place where a thrown thing becomes data. */
export function toFault(thrown: unknown): FaultData {
  if (thrown instanceof StagingFault)
    return { code: thrown.code, message: thrown.message, detail: thrown.detail ?? describe(thrown.cause) };
  return { code: "internal", message: "Something went wrong inside the station.", detail: describe(thrown) };
}

/** The way back: data from the other side of a border, thrown on this side. */
export function fromFault(fault: FaultData): StagingFault {
  return new StagingFault(fault.code, fault.message, { detail: fault.detail });
}

function describe(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.stack ?? thrown.message;
  return thrown === undefined ? "" : JSON.stringify(thrown);
}

/** Compile-time proof that a switch is complete. */
export function assertNever(value: never): never {
  throw new Error(`unhandled: ${JSON.stringify(value)}`);
}
