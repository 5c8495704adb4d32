import { describe, expect, test } from "vitest";
import { programSignatures } from "../../../electron/engine/media/boot-checks/authenticode.ts";
import { readChildren, readDer } from "../../../electron/engine/media/boot-checks/der.ts";
import { parsePe } from "../../../electron/engine/media/boot-checks/pe-file.ts";
import { MACHINE, plainPe, signedPe } from "../../support/boot/signed-pe.ts";

describe("who signed a loader", () => {
  test("a signed loader tells its signer, who vouches for it, and until when", () => {
    const signed = signedPe(plainPe(), {
      signer: "Bench Windows",
      issuer: "Bench Production CA",
      validUntil: "2026-10-01",
      issuerUntil: "2026-10-19",
    });
    expect(programSignatures(signed)).toEqual({
      signatures: [
        {
          signer: "Bench Windows",
          issuer: "Bench Production CA",
          chain: ["Bench Windows", "Bench Production CA"],
          validUntil: "2026-10-01",
          issuerValidUntil: "2026-10-19",
          program: "unchanged",
          signature: "holds",
        },
      ],
      unreadable: 0,
    });
  });

  test("one changed byte of the program shows, one changed byte of the signed statement too", () => {
    const signed = signedPe(plainPe());
    const program = Buffer.from(signed);
    program[410] = (program[410] ?? 0) ^ 1;
    const [changed] = programSignatures(program).signatures;
    expect(changed).toMatchObject({ program: "changed", signature: "holds" });

    const statement = Buffer.from(signed);
    // the program's own digest inside the statement: the hash of the statement no longer fits
    const at = statement.indexOf(Buffer.from("300d06096086480165030402010500042", "hex"), 512);
    expect(at).toBeGreaterThan(0);
    statement[at + 20] = (statement[at + 20] ?? 0) ^ 1;
    expect(programSignatures(statement).signatures[0]).toMatchObject({
      program: "changed",
      signature: "broken",
    });
  });

  test("a loader's checksum and its certificate table's place are not part of what was signed", () => {
    const signed = signedPe(plainPe());
    const pe = parsePe(signed);
    signed.writeUInt32LE(0xdeadbeef, pe?.checksumOffset ?? 0);
    expect(programSignatures(signed).signatures[0]?.program).toBe("unchanged");
  });

  test("a program without a signature, and one whose signature is noise, are told apart", () => {
    expect(programSignatures(plainPe())).toEqual({ signatures: [], unreadable: 0 });
    const noise = signedPe(plainPe());
    noise.fill(0xa5, 520, 700);
    expect(programSignatures(noise)).toEqual({ signatures: [], unreadable: 1 });
  });

  test.each([
    ["x86", MACHINE.x86],
    ["x64", MACHINE.x64],
    ["arm64", MACHINE.arm64],
    ["none", 0x1234],
  ])("a program for %s is known by its header", (name, machine) => {
    expect(parsePe(plainPe(machine))?.machine).toBe(name);
  });

  test("no program at all is null, however short", () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from("MZ"),
      Buffer.alloc(64),
      Buffer.from("MZ".padEnd(300, "\xff")),
    ])
      expect(parsePe(bytes)).toBeNull();
  });
});

describe("hostile loaders", () => {
  test("4,000 damaged loaders neither crash nor hang the look at them", () => {
    const good = signedPe(plainPe());
    let state = 99;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state % below;
    };
    for (let round = 0; round < 4000; round++) {
      const bytes = Buffer.from(good);
      for (let n = random(6); n >= 0; n--)
        bytes[random(3) ? 512 + random(bytes.length - 512) : random(bytes.length)] = random(256);
      const cut = random(8) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
      programSignatures(cut);
    }
    expect(programSignatures(good).signatures).toHaveLength(1);
  });

  test("values nested in values end where their bytes end", () => {
    const bytes = Buffer.alloc(4096, 0x30);
    expect(() => readDer(Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]))).toThrow(
      /longer than what holds it/,
    );
    expect(() => readDer(Buffer.from([0x30, 0x80]))).toThrow(/length/);
    expect(() => readDer(Buffer.from([0x1f, 0x00]))).toThrow(/tag/);
    expect(readDer(bytes).content.length).toBe(0x30);
    const crowd = Buffer.concat([Buffer.from([0x30, 0x82, 0x30, 0x00]), Buffer.alloc(0x3000)]);
    expect(() => readChildren(readDer(crowd))).toThrow(/more than/);
  });
});
