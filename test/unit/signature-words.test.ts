import { expect, test } from "vitest";
import { signatureEvent } from "../../electron/engine/staging/refuse-untrusted.ts";
import { signatureText, signerFingerprint } from "../../electron/engine/reports/course.ts";
import type { RecordedEvent } from "../../shared/record.ts";
import type { SignatureState } from "../../shared/signing.ts";
import { medium } from "../support/scene-media.ts";
import { imageTeam, signedBy } from "../support/scene-signing.ts";

const recorded = (state: SignatureState, issuer?: string): RecordedEvent[] => {
  const signature = { ...signedBy(state), ...(issuer !== undefined && { issuer }) };
  return [{ job: "job-1", n: 1, at: "", event: signatureEvent({ ...medium, signature }, "warn") }];
};

test("a certificate says who signed the medium, when, how much of it, and what the station made of that", () => {
  expect(signatureText(recorded("valid", "Contoso root"))).toBe(
    "Image team (by Contoso root), signed 2026-11-01: trusted by this station, the whole medium is signed.",
  );
  expect(signatureText(recorded("untrusted"))).toBe(
    "Image team, signed 2026-11-01: not on this station's trust list, the whole medium is signed.",
  );
  expect(signatureText(recorded("unsigned"))).toBe("Not signed.");
  expect(signerFingerprint(recorded("valid"))).toBe(imageTeam.fingerprint);
});

test("records from before signatures say nothing of them", () => {
  expect([signatureText([]), signerFingerprint([])]).toEqual([null, null]);
});
