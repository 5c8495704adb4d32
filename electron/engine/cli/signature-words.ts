import type { MediaSignature, SignatureState } from "../../../shared/signing.ts";

const states: Record<SignatureState, string> = {
  unsigned: "Not signed",
  valid: "Valid",
  untrusted: "Not trusted",
  expired: "Expired",
  "not-yet-valid": "Not valid yet",
  broken: "Broken",
};

/** "Valid", "Not trusted", …; a dash before it was looked at. */
export function signatureWord(signature: MediaSignature | undefined): string {
  return signature ? states[signature.state] : "–";
}

/** "Valid: Image team, signed 2026-11-02, the whole file." */
export function signatureWords(signature: MediaSignature | undefined): string {
  if (!signature) return "not looked at yet";
  const { state, signer, signedAt, covers, problem } = signature;
  const covered = {
    file: "the whole file",
    contents: "what is in it",
    parts: "what was added to the OS image",
  };
  const facts = [
    signer,
    signedAt && `signed ${signedAt.slice(0, 10)}`,
    state !== "broken" && covers && covered[covers],
    state !== "unsigned" && problem,
  ];
  const told = facts.filter(Boolean).join(", ");
  return told === "" ? states[state] : `${states[state]}: ${told}`;
}
