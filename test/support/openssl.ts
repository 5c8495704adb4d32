import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Runs openssl in a folder. @throws Error with what it said */
export function openssl(dir: string, ...args: string[]): Buffer {
  return execFileSync("openssl", args, { cwd: dir, stdio: ["ignore", "pipe", "pipe"] });
}

const NEW_KEY = {
  rsa: ["-newkey", "rsa:2048"],
  "rsa-1024": ["-newkey", "rsa:1024"],
  ec: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
  ed25519: ["-newkey", "ed25519"],
} as const;

interface Wanted {
  key?: keyof typeof NEW_KEY;
  /** Days from now until it expires; with `notBefore`, `notAfter` in openssl's own writing instead. */
  days?: number;
  issuer?: string;
  authority?: boolean;
}

/** Makes NAME.key and NAME.crt, self-signed or by an issuer that was made before. */
export function makeCertificate(
  dir: string,
  name: string,
  { key = "ec", days = 30, issuer, authority = false }: Wanted = {},
): void {
  const subject = ["-subj", `/O=Test shop/CN=${name}`];
  const files = ["-keyout", `${name}.key`, "-nodes"];
  openssl(dir, "req", "-new", ...NEW_KEY[key], ...files, "-out", `${name}.csr`, ...subject);
  const extensions = authority
    ? "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign"
    : "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature";
  writeFileSync(join(dir, `${name}.ext`), `${extensions}\n`);
  const by = issuer ? ["-CA", `${issuer}.crt`, "-CAkey", `${issuer}.key`] : ["-signkey", `${name}.key`];
  const how = ["-days", String(days), "-extfile", `${name}.ext`, "-out", `${name}.crt`];
  openssl(dir, "x509", "-req", "-in", `${name}.csr`, ...by, "-CAcreateserial", ...how);
}

/** Makes NAME.pfx of NAME.key and NAME.crt. */
export function makePfx(dir: string, name: string, password: string, ...more: string[]): string {
  const parts = ["-inkey", `${name}.key`, "-in", `${name}.crt`, "-out", `${name}.pfx`];
  openssl(dir, "pkcs12", "-export", ...parts, "-passout", `pass:${password}`, ...more);
  return join(dir, `${name}.pfx`);
}
