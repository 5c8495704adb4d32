import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt } from "node:crypto";
import { z } from "zod";
import { StagingFault } from "../../../../shared/fault.ts";
import { MediaVariable } from "../../../../shared/media-create.ts";

/**
 * `\PRESTAGE\variables.dat`, version 1. All of it lies under a SHA-256 at its end, which tells damage from a wrong
 * password; it is no protection. The protection is AES-256-GCM, its key made from the password by scrypt.
 *
 * | at | bytes | what |
 * |---|---|---|
 * | 0 | 8 | "PRESTVAR" |
 * | 8 | 1 | version: 1 |
 * | 9 | 1 | 0 plain, 1 scrypt and AES-256-GCM |
 * | 10 | 3 | scrypt: log2 N, r, p (0 when plain) |
 * | 13 | 3 | 0 |
 * | 16 | 16 | salt |
 * | 32 | 12 | nonce |
 * | 44 | … | JSON, sealed or plain; then, when sealed, 16 bytes of tag. The first 44 bytes are sealed with it. |
 * | end - 32 | 32 | SHA-256 of everything before |
 */
const HEADER_BYTES = 44;
const TAG_BYTES = 16;
const CHECK_BYTES = 32;
const MAGIC = Buffer.from("PRESTVAR", "latin1");
const VERSION = 1;
const KIND = { plain: 0, sealed: 1 } as const;
/** 64 MiB for each guess. A file may ask for less or more, within bounds. */
const COST = { log2N: 16, r: 8, p: 1 } as const;
const BOUNDS = { leastLog2N: 14, mostLog2N: 20 } as const;

/** What only the task sequence on the target may see. */
export const MediaSecrets = z.object({
  /** Read-only ones first: `_SMSTSMediaType` and the like. */
  builtIns: z.array(z.object({ name: z.string(), value: z.string() })),
  variables: z.array(MediaVariable),
  /** A command that runs before the task sequence is chosen. */
  prestart: z.string().nullable(),
});
export type MediaSecrets = z.infer<typeof MediaSecrets>;

/** @param password null leaves the variables readable for everyone */
export async function sealVariables(secrets: MediaSecrets, password: string | null): Promise<Uint8Array> {
  const plain = Buffer.from(JSON.stringify(MediaSecrets.parse(secrets)));
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header[8] = VERSION;
  if (password === null) return checked(Buffer.concat([header, plain]));
  header.set([KIND.sealed, COST.log2N, COST.r, COST.p], 9);
  randomBytes(28).copy(header, 16);
  const key = await keyOf(password, header);
  const cipher = createCipheriv("aes-256-gcm", key, header.subarray(32, 44)).setAAD(header);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return checked(Buffer.concat([header, sealed]));
}

/** @throws StagingFault password-wrong, media-truncated, media-corrupt, media-unsupported */
export async function openVariables(bytes: Uint8Array, password: string | null): Promise<MediaSecrets> {
  const body = uncheck(bytes);
  const header = body.subarray(0, HEADER_BYTES);
  if (header[9] === KIND.plain) return parse(body.subarray(HEADER_BYTES));
  if (password === null) throw new StagingFault("password-wrong", "The variables are under a password.");
  const key = await keyOf(password, header);
  const tagAt = body.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, header.subarray(32, 44), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(header).setAuthTag(body.subarray(tagAt));
  const plain = decipher.update(body.subarray(HEADER_BYTES, tagAt));
  try {
    // The library compares all of the tag in constant time; nothing of `plain` is looked at before.
    decipher.final();
  } catch {
    throw new StagingFault("password-wrong", "The password does not open the variables of this medium.");
  }
  return parse(plain);
}

/** True when the variables can be read by whoever holds the medium. @throws as openVariables */
export function isSealed(bytes: Uint8Array): boolean {
  return uncheck(bytes)[9] === KIND.sealed;
}

function checked(body: Buffer): Uint8Array {
  return Buffer.concat([body, createHash("sha256").update(body).digest()]);
}

function uncheck(bytes: Uint8Array): Buffer {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const least = HEADER_BYTES + CHECK_BYTES;
  if (whole.length < least)
    throw new StagingFault("media-truncated", `The variables file ends after ${whole.length} bytes.`);
  if (!whole.subarray(0, MAGIC.length).equals(MAGIC))
    throw new StagingFault("media-unsupported", "The variables file is not one of Prestage's.");
  const body = whole.subarray(0, -CHECK_BYTES);
  if (!createHash("sha256").update(body).digest().equals(whole.subarray(-CHECK_BYTES)))
    throw new StagingFault("media-corrupt", "The variables file is cut short or damaged.");
  const [version, kind] = [body[8], body[9]];
  if (version !== VERSION || (kind !== KIND.plain && kind !== KIND.sealed))
    throw new StagingFault("media-unsupported", `The variables file is of version ${version}, kind ${kind}.`);
  if (kind === KIND.sealed && body.length < HEADER_BYTES + TAG_BYTES)
    throw new StagingFault("media-truncated", `The variables file ends after ${whole.length} bytes.`);
  return body;
}

function keyOf(password: string, header: Uint8Array): Promise<Buffer> {
  const [log2N = 0, r = 0, p = 0] = header.subarray(10, 13);
  if (log2N < BOUNDS.leastLog2N || log2N > BOUNDS.mostLog2N || r !== COST.r || p !== COST.p)
    throw new StagingFault(
      "media-unsupported",
      "The variables file asks for an unreasonable amount of work.",
    );
  const cost = { N: 2 ** log2N, r, p, maxmem: 256 * 2 ** log2N * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFC"), header.subarray(16, 32), 32, cost, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function parse(plain: Uint8Array): MediaSecrets {
  try {
    return MediaSecrets.parse(JSON.parse(Buffer.from(plain).toString("utf8")));
  } catch {
    // Not kept as the cause: its message would quote what is secret.
    throw new StagingFault("media-corrupt", "The variables file holds something else than variables.");
  }
}
