import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { StagingFault } from "../../../shared/fault.ts";
import { within } from "./patience.ts";
import type { Asking, Place } from "./place.ts";
import { networkFault, stalled } from "./network-fault.ts";

const CA_BYTES = 1 << 20;

/**
 * Connects and proves who answers before a byte of the request, and so the token, goes out.
 * @throws StagingFault location-untrusted, location-unreachable; `asking.signal.reason`
 */
export async function connectTls(place: Place, url: URL, asking: Asking): Promise<TLSSocket> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const ca = place.caFile === null ? undefined : await readCa(place, place.caFile);
  const socket = connect({
    host,
    port: Number(url.port) || 443,
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== undefined && { ca }),
    // Judged below, where its certificate can still be shown: nothing is sent before.
    rejectUnauthorized: false,
    ALPNProtocols: ["http/1.1"],
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once("secureConnect", resolve);
  socket.once("error", reject);
  try {
    await within(promise, asking.stallMs, () => stalled(place, asking.stallMs), asking.signal);
    if (place.fingerprint !== null) checkFingerprint(place, place.fingerprint, socket);
    else if (!socket.authorized) throw certificateFault(place, host, socket);
    return socket;
  } catch (thrown) {
    socket.destroy();
    asking.signal.throwIfAborted();
    throw tlsFault(place, thrown);
  }
}

async function readCa(place: Place, path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new StagingFault("location-untrusted", `${place.name}: its CA file ${path} cannot be read.`, {
      cause,
    });
  });
  if (text.length <= CA_BYTES && text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new StagingFault("location-untrusted", `${place.name}: ${path} holds no certificates (PEM).`);
}

function checkFingerprint(place: Place, wanted: string, socket: TLSSocket): void {
  const certificate = socket.getPeerX509Certificate();
  const found = certificate?.fingerprint256.replaceAll(":", "");
  if (!certificate || found !== wanted)
    throw new StagingFault(
      "location-untrusted",
      `${place.name} shows another certificate than the one that is accepted: its fingerprint is ${certificate?.fingerprint256 ?? "missing"}.`,
    );
  const now = Date.now();
  if (Date.parse(certificate.validTo) < now || Date.parse(certificate.validFrom) > now)
    throw new StagingFault(
      "location-untrusted",
      `The certificate of ${place.name} is valid from ${certificate.validFrom} to ${certificate.validTo} only.`,
    );
}

const unsigned = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_UNTRUSTED",
  "CERT_SIGNATURE_FAILURE",
]);

function certificateFault(place: Place, host: string, socket: TLSSocket): StagingFault {
  const code = String(socket.authorizationError);
  const certificate = socket.getPeerX509Certificate();
  const untrusted = (words: string) => new StagingFault("location-untrusted", words, { detail: code });
  if (unsigned.has(code))
    return untrusted(
      `Nobody that this station trusts has signed the certificate of ${place.name}. Its fingerprint is ${certificate?.fingerprint256 ?? "missing"}.`,
    );
  if (code === "CERT_HAS_EXPIRED")
    return untrusted(
      `The certificate of ${place.name} has expired, on ${certificate?.validTo ?? "a day of the past"}.`,
    );
  if (code === "CERT_NOT_YET_VALID")
    return untrusted(`The certificate of ${place.name} is not valid yet. Is this station's clock right?`);
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return untrusted(
      `The certificate of ${place.name} is not for ${host}, but for ${certificate?.subjectAltName ?? "another name"}.`,
    );
  return untrusted(`The certificate of ${place.name} cannot be trusted (${code}).`);
}

function tlsFault(place: Place, thrown: unknown): unknown {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  if (!/^(ERR_SSL|ERR_TLS|EPROTO)/.test(code)) return networkFault(place, thrown);
  return new StagingFault(
    "location-untrusted",
    `${place.name} and this station cannot agree on a secure connection (${code}).`,
    { cause: thrown },
  );
}
