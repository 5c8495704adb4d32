import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import {
  isSealed,
  openVariables,
  sealVariables,
  type MediaSecrets,
} from "../../../electron/engine/media/create/variables-file.ts";
import { StagingFault } from "../../../shared/fault.ts";

const secrets: MediaSecrets = {
  builtIns: [{ name: "_SMSTSMediaType", value: "OEMMedia" }],
  variables: [{ name: "OSDBitLockerPIN", value: "do-not-print-4711", hidden: true }],
  prestart: "cmd /C setup.cmd",
};
const PASSWORD = "Ünï correct horse";
const sealed = await sealVariables(secrets, PASSWORD);

async function codeOf(bytes: Uint8Array, password: string | null = PASSWORD): Promise<string> {
  try {
    await openVariables(bytes, password);
    return "opened";
  } catch (thrown) {
    if (!(thrown instanceof StagingFault)) throw thrown;
    expect(`${thrown.message} ${thrown.detail ?? ""} ${String(thrown.cause)}`).not.toMatch(/4711|horse/);
    return thrown.code;
  }
}

/** With its checksum made right again, as someone would who changes it on purpose. */
function forged(change: (bytes: Buffer) => void): Buffer {
  const body = Buffer.from(sealed.subarray(0, -32));
  change(body);
  return Buffer.concat([body, createHash("sha256").update(body).digest()]);
}

test("the password opens what it sealed, in whichever form its letters were typed", async () => {
  expect(await openVariables(sealed, PASSWORD)).toEqual(secrets);
  expect(await openVariables(sealed, PASSWORD.normalize("NFD"))).toEqual(secrets);
});

test("nothing of a value can be read in the sealed file, and no two files are alike", async () => {
  expect(Buffer.from(sealed).includes("4711")).toBe(false);
  expect(Buffer.from(sealed).includes("OSDBitLockerPIN")).toBe(false);
  const again = await sealVariables(secrets, PASSWORD);
  expect(Buffer.from(again).equals(sealed)).toBe(false);
  expect(again.slice(16, 44)).not.toEqual(sealed.slice(16, 44));
});

test("another password, an empty one or none opens nothing", async () => {
  for (const wrong of ["ünï correct horse", "", `${PASSWORD} `, null])
    expect([wrong, await codeOf(sealed, wrong)]).toEqual([wrong, "password-wrong"]);
});

test("a file cut off anywhere is refused before the password is even tried", async () => {
  for (let length = 0; length < sealed.length; length++)
    expect([length, await codeOf(sealed.subarray(0, length))]).toEqual([
      length,
      expect.stringMatching(/^media-(truncated|corrupt)$/),
    ]);
});

test("every single flipped bit is found", async () => {
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const flipped = Buffer.from(sealed);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect([bit, await codeOf(flipped)]).toEqual([
      bit,
      expect.stringMatching(/^media-(corrupt|unsupported)$/),
    ]);
  }
});

test("whoever changes salt, nonce, content or tag on purpose is not believed either", async () => {
  for (const at of [16, 32, 44, sealed.length - 33])
    expect([at, await codeOf(forged((b) => (b[at] = (b[at] ?? 0) ^ 1)))]).toEqual([at, "password-wrong"]);
});

test("a file that asks for hours of work or terabytes of memory is refused", async () => {
  for (const cost of [
    [0, 8, 1],
    [13, 8, 1],
    [21, 8, 1],
    [255, 255, 255],
    [17, 9, 1],
    [17, 8, 2],
  ])
    expect([cost, await codeOf(forged((b) => b.set(cost, 10)))]).toEqual([cost, "media-unsupported"]);
});

test("without a password the variables are there for everyone, and that can be told", async () => {
  const plain = await sealVariables(secrets, null);
  expect(await openVariables(plain, null)).toEqual(secrets);
  expect([isSealed(plain), isSealed(sealed)]).toEqual([false, true]);
});
