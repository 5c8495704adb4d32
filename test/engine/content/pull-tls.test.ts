import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { contentRoom, publishFiles } from "../../support/content-room.ts";
import { nginxProgram, startNginx } from "../../support/nginx.ts";
import { makeAuthority, type ServerCertificate } from "../../support/server-certificates.ts";
import { tempDir } from "../../support/temp-dir.ts";

/** An HTTPS location, and how it is found with these settings. */
async function secure(tls: ServerCertificate) {
  const root = join(tempDir(), "root");
  publishFiles(root, { "field.wim": Buffer.from("no medium, but content") });
  // The token must not leave before the server has proved who it is.
  const server = 'if ($http_authorization = "") { return 401; }';
  const nginx = await startNginx({ root, dir: join(tempDir(), "nginx"), tls, server });
  onTestFinished(() => nginx[Symbol.asyncDispose]());
  const room = await contentRoom();
  let n = 0;
  return {
    log: () => readFileSync(nginx.log, "utf8"),
    look: async (more: object = {}) => {
      const id = room.add(`North ${++n}`, `https://127.0.0.1:${nginx.port}/`, { token: "t0ken", ...more });
      const asking = { stallMs: 3000, signal: AbortSignal.timeout(20_000) };
      return (await room.locations.look(room.locations.place(id), asking, true)).look;
    },
  };
}

const fingerprintOf = ({ cert }: ServerCertificate) => new X509Certificate(readFileSync(cert)).fingerprint256;

describe.skipIf(nginxProgram() === null)("over TLS", () => {
  test("a location whose certificate its CA file has signed is let in", async () => {
    const authority = makeAuthority(tempDir());
    const { look } = await secure(authority.issue("IP:127.0.0.1"));
    expect(await look({ caFile: authority.ca })).toMatchObject({ found: "index", items: 1 });
  });

  test("one that nobody has vouched for is refused with its fingerprint, and by that fingerprint accepted", async () => {
    const certificate = makeAuthority(tempDir()).issue("IP:127.0.0.1");
    const { look, log } = await secure(certificate);
    const fingerprint = fingerprintOf(certificate);
    expect(await look()).toMatchObject({
      found: "failed",
      message: `Nobody that this station trusts has signed the certificate of North 1. Its fingerprint is ${fingerprint}.`,
    });
    expect(log()).toBe("");
    expect(await look({ fingerprint })).toMatchObject({ found: "index", items: 1 });
  });

  test("one with another certificate than the accepted one never sees the token", async () => {
    const certificate = makeAuthority(tempDir()).issue("IP:127.0.0.1");
    const { look, log } = await secure(certificate);
    expect((await look({ fingerprint: "AB".repeat(32) })).message).toBe(
      `North 1 shows another certificate than the one that is accepted: its fingerprint is ${fingerprintOf(certificate)}.`,
    );
    expect(log()).toBe("");
  });

  test("a certificate for another host is refused", async () => {
    const authority = makeAuthority(tempDir());
    const { look, log } = await secure(authority.issue("DNS:south.example"));
    expect((await look({ caFile: authority.ca })).message).toBe(
      "The certificate of North 1 is not for 127.0.0.1, but for DNS:south.example.",
    );
    expect(log()).toBe("");
  });

  test("an expired certificate is refused, also one that is accepted by its fingerprint", async () => {
    const authority = makeAuthority(tempDir());
    const certificate = authority.issue("IP:127.0.0.1", -1);
    const { look, log } = await secure(certificate);
    expect((await look({ caFile: authority.ca })).message).toContain(
      "The certificate of North 1 has expired, on ",
    );
    const pinned = await look({ fingerprint: fingerprintOf(certificate) });
    expect(pinned.message).toMatch(/^The certificate of North 2 is valid from .* to .* only\.$/);
    expect(log()).toBe("");
  });

  test("a CA file that is not there, or holds no certificates, is told", async () => {
    const { look } = await secure(makeAuthority(tempDir()).issue("IP:127.0.0.1"));
    const caFile = join(tempDir(), "ca.pem");
    expect((await look({ caFile })).message).toBe(`North 1: its CA file ${caFile} cannot be read.`);
    writeFileSync(caFile, "hello");
    expect((await look({ caFile })).message).toBe(`North 2: ${caFile} holds no certificates (PEM).`);
  });

  test("a server that does not speak TLS is told from one that is not there", async () => {
    const root = join(tempDir(), "root");
    publishFiles(root, {});
    const nginx = await startNginx({ root, dir: join(tempDir(), "nginx") });
    onTestFinished(() => nginx[Symbol.asyncDispose]());
    const room = await contentRoom();
    const look = async (address: string) => {
      const id = room.add(address, address);
      const asking = { stallMs: 3000, signal: AbortSignal.timeout(20_000) };
      return (await room.locations.look(room.locations.place(id), asking, true)).look.message;
    };
    expect(await look(`https://127.0.0.1:${nginx.port}/`)).toContain("cannot agree on a secure connection");
    expect(await look("http://127.0.0.1:1/")).toBe("http://127.0.0.1:1/: nobody answers there.");
    expect(await look("http://no-such-computer.invalid/")).toMatch(
      /no computer of that name|cannot be looked up/,
    );
  });
});
