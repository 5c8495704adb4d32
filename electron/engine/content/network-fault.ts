import { StagingFault } from "../../../shared/fault.ts";

const reasons: Record<string, string> = {
  ECONNREFUSED: "nobody answers there",
  ENOTFOUND: "there is no computer of that name",
  EAI_AGAIN: "the name cannot be looked up now",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no way to it",
  ETIMEDOUT: "it does not answer",
  ECONNRESET: "the connection broke",
  EPIPE: "the connection broke",
  ECONNABORTED: "the connection broke",
};

/** An error of the network in words. What is one already is given back as it is. */
export function networkFault({ name }: { name: string }, thrown: unknown): unknown {
  if (thrown instanceof StagingFault) return thrown;
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  if (code.startsWith("HPE_"))
    return new StagingFault("location-broken", `${name} does not speak HTTP as it should (${code}).`, {
      cause: thrown,
    });
  const reason = reasons[code] ?? (thrown instanceof Error ? thrown.message : String(thrown));
  return new StagingFault("location-unreachable", `${name}: ${reason}.`, { cause: thrown });
}

export function stalled({ name }: { name: string }, stallMs: number): StagingFault {
  const seconds = Math.round(stallMs / 100) / 10;
  return new StagingFault("location-unreachable", `${name} has sent nothing for ${seconds} s.`);
}
