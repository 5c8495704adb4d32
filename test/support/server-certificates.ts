import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export interface ServerCertificate {
  cert: string;
  key: string;
}

/** A certificate authority of a test's own. */
export interface Authority {
  /** Its certificate, PEM. */
  ca: string;
  /** @param name as in subjectAltName: "IP:127.0.0.1" */
  issue(name: string, days?: number): ServerCertificate;
}

export function makeAuthority(dir: string): Authority {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: dir, stdio: "ignore" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=A test's authority");
  let last = 0;
  return {
    ca: join(dir, "ca.pem"),
    issue(name, days = 30) {
      const file = `server-${++last}`;
      writeFileSync(join(dir, "extensions"), `subjectAltName = ${name}`);
      openssl("req", ...key, "-keyout", `${file}.key`, "-out", `${file}.csr`, "-subj", "/CN=A test's server");
      const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "extensions"];
      // Days below nothing make one that has expired already.
      openssl("x509", "-req", "-in", `${file}.csr`, ...by, "-days", String(days), "-out", `${file}.pem`);
      return { cert: join(dir, `${file}.pem`), key: join(dir, `${file}.key`) };
    },
  };
}
