import { expect, test } from "vitest";
import { refuseUntrusted, signatureEvent } from "../../electron/engine/staging/refuse-untrusted.ts";
import { StagingFault } from "../../shared/fault.ts";
import { SignaturePolicy, SignatureState, type MediaSignature } from "../../shared/signing.ts";
import { medium } from "../support/scene-media.ts";

const signed = (state: SignatureState, covers: MediaSignature["covers"] = "file"): MediaSignature => ({
  state,
  covers,
  signer: state === "unsigned" ? null : "Image team",
  issuer: null,
  fingerprint: null,
  notBefore: null,
  notAfter: null,
  signedAt: null,
  trustedBy: null,
  chain: [],
  problem: "Why not.",
});

function verdict(signature: MediaSignature | undefined, policy: SignaturePolicy): string {
  try {
    refuseUntrusted({ ...medium, ...(signature && { signature }) }, policy);
    return "staged";
  } catch (thrown) {
    return thrown instanceof StagingFault ? thrown.code : String(thrown);
  }
}

test("what a station asks of signatures decides which media are staged", () => {
  const table = Object.fromEntries(
    SignatureState.options.map((state) => [
      state,
      SignaturePolicy.options.map((policy) => verdict(signed(state), policy)),
    ]),
  );
  expect(SignaturePolicy.options).toEqual(["off", "warn", "require"]);
  expect(table).toEqual({
    unsigned: ["staged", "staged", "media-unsigned"],
    valid: ["staged", "staged", "staged"],
    untrusted: ["staged", "staged", "media-untrusted"],
    expired: ["staged", "staged", "media-certificate-dates"],
    "not-yet-valid": ["staged", "staged", "media-certificate-dates"],
    broken: ["staged", "media-signature-broken", "media-signature-broken"],
  });
});

test("a signature that was never looked at is none, and one that does not cover the whole file is not enough", () => {
  expect(verdict(undefined, "require")).toBe("media-unsigned");
  expect(verdict(signed("valid", "contents"), "require")).toBe("media-unsigned");
  expect(verdict(signed("valid", "contents"), "warn")).toBe("staged");
  expect(verdict(signed("valid", "parts"), "require")).toBe("media-unsigned");
  expect(verdict(signed("valid", "parts"), "warn")).toBe("staged");
});

test("who signed the medium goes on record with the policy of that moment", () => {
  expect(signatureEvent({ ...medium, signature: signed("untrusted") }, "warn")).toEqual({
    type: "signature",
    policy: "warn",
    state: "untrusted",
    covers: "file",
    signer: "Image team",
    issuer: null,
    fingerprint: null,
    signedAt: null,
  });
});
