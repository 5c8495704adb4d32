import { z } from "zod";
import { Fault } from "../../../../shared/fault.ts";
import { Waits } from "../../../../shared/limit.ts";
import type { Answer } from "./protocol.ts";

const id = z.number();

const Known: z.ZodType<Answer> = z.union([
  z.object({ id, doneBytes: z.number(), waits: Waits }),
  z.object({ id, safeBytes: z.number() }),
  z.object({ id, retried: z.number().int().positive(), offset: z.number() }),
  z.object({ id, done: z.literal(true), bytes: z.instanceof(Uint8Array<ArrayBuffer>).optional() }),
  z.object({ id, cancelled: z.literal(true) }),
  z.object({ id, fault: Fault }),
]);

/** What a writer process said. @throws ZodError: it is not ours, or it is broken */
export function parseAnswer(message: unknown): Answer {
  return Known.parse(message);
}
