import { z } from "zod";
import { faultCodes } from "./fault-code.ts";

export { assertNever, fromFault, StagingFault, toFault } from "./staging-fault.ts";

/** Every code of `fault-code.ts`. */
export const FaultCode = z.enum(faultCodes);
export type FaultCode = z.infer<typeof FaultCode>;

/** What crosses a border and what is kept in the records. `detail` is for us, not for the operator. */
export const Fault = z.object({ code: FaultCode, message: z.string(), detail: z.string() });
export type Fault = z.infer<typeof Fault>;
