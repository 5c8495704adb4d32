import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { StagingFault } from "../../shared/fault.ts";
import { baseChecksum } from "../../electron/engine/boot/bcd/hive.ts";
import type { BcdDevice } from "../../electron/engine/boot/bcd/device.ts";
import { describeBcd, deviceText } from "../../electron/engine/boot/bcd/describe.ts";
import { ramdiskStore } from "../../electron/engine/boot/bcd/ramdisk-store.ts";
import { decodeBcd } from "../../electron/engine/boot/bcd/store.ts";
import { missingTool, tool } from "../support/boot-disk.ts";

const PROTOTYPE = join(import.meta.dirname, "../../../shared/prototypes/bcd");
const skip = missingTool(["hivexsh", "hivexml"]);
const skipPrototype =
  skip ?? missingTool(["python3"]) ?? (existsSync(PROTOTYPE) ? null : "no prototype here");
const mbr: BcdDevice = { kind: "mbr-partition", diskSignature: 0x5a5a1234, offsetBytes: 105_906_176 };
const gpt: BcdDevice = {
  kind: "gpt-partition",
  diskGuid: "00112233-4455-6677-8899-AABBCCDDEEFF",
  partitionGuid: "0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0",
};
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "boot-stores-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function stored(device: BcdDevice, firmware: "bios" | "uefi", name = "ours.bcd"): string {
  const [wimPath, sdiPath] = ["\\sources\\boot.wim", "\\boot\\boot.sdi"];
  const path = join(folder, name);
  writeFileSync(path, ramdiskStore({ firmware, wimOn: device, wimPath, sdiOn: device, sdiPath }));
  return path;
}

function hivexsh(path: string, ...lines: string[]): string[] {
  const { status, stdout, stderr } = spawnSync("hivexsh", ["-w", path], {
    encoding: "utf8",
    input: `${lines.join("\n")}\n`,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split("\n");
}

test.skipIf(skip)("hivexsh reads a store of ours as what was meant", () => {
  const path = stored(mbr, "bios");
  const loader = String.raw`cd \Objects\{7619dcc9-fafe-11d9-b411-000476eba25f}\Elements`;
  expect(hivexsh(path, String.raw`cd \Objects`, "ls")).toEqual([
    "{7619dcc9-fafe-11d9-b411-000476eba25f}",
    "{9dea862c-5cdd-4e70-acc1-f32b344d4795}",
    "{ae5534e0-a924-466c-b836-758539a3ee3a}",
  ]);
  expect(hivexsh(path, `${loader}\\12000002`, "lsval Element")).toEqual([
    String.raw`\windows\system32\boot\winload.exe`,
  ]);
  const [device] = hivexsh(path, `${loader}\\11000001`, "lsval");
  expect(device?.replaceAll(/[^0-9a-f:]/g, "")).toContain(
    `${"0000500600000000"}${"00".repeat(12)}01000000${"34125a5a"}`,
  );
});

test.skipIf(skip)("hivexsh changes a store of ours, and we read the change", () => {
  const path = stored(gpt, "uefi");
  const timeout = String.raw`cd \Objects\{9dea862c-5cdd-4e70-acc1-f32b344d4795}\Elements\25000004`;
  hivexsh(path, timeout, "setval 1", "Element", "hex:3:1e,00,00,00,00,00,00,00", "commit");
  const { timeoutSeconds, default: preset } = describeBcd(decodeBcd(readFileSync(path)));
  expect([timeoutSeconds, deviceText(preset?.device ?? null)]).toEqual([
    30,
    `ramdisk [partition ${gpt.partitionGuid} of disk ${gpt.diskGuid}]\\sources\\boot.wim`,
  ]);
});

test.skipIf(skip)(
  "a store that another program wrote, with some bytes changed, is read or refused in words",
  () => {
    const path = stored(mbr, "bios", "theirs.bcd");
    const objects = String.raw`cd \Objects`;
    // So many that lists of keys, and values in cells of their own, are of every kind that hivex writes.
    for (let n = 0; n < 40; n++) {
      const id = `{11111111-0000-4000-8000-${String(n).padStart(12, "0")}}`;
      hivexsh(
        path,
        objects,
        `add ${id}`,
        `cd ${id}`,
        "add Elements",
        "cd Elements",
        "add 12000004",
        "cd 12000004",
        "setval 1",
        "Element",
        `string:entry ${n}`,
        "commit",
      );
    }
    const whole = readFileSync(path);
    expect(decodeBcd(whole).objects).toHaveLength(43);
    const word = fc.tuple(fc.nat(whole.length / 4 - 1), fc.oneof(fc.nat(0xffffffff), fc.nat(whole.length)));
    const edit = fc.record({ words: fc.array(word, { maxLength: 12 }), cutAt: fc.nat(whole.length * 3) });
    fc.assert(
      fc.property(edit, ({ words, cutAt }) => {
        const bytes = Uint8Array.from(whole.subarray(0, Math.max(512, cutAt)));
        const view = new DataView(bytes.buffer);
        for (const [at, value] of words) if (at * 4 + 4 <= bytes.length) view.setUint32(at * 4, value, true);
        view.setUint32(508, baseChecksum(view), true);
        expect(readOrRefused(bytes)).toMatch(/^(read|media-corrupt)$/);
      }),
      { numRuns: 2000 },
    );
  },
);

function readOrRefused(bytes: Uint8Array): string {
  try {
    describeBcd(decodeBcd(bytes));
    return "read";
  } catch (thrown) {
    if (thrown instanceof StagingFault) return thrown.code;
    throw thrown;
  }
}

/** A hive as text, without the times. */
function asXml(path: string): string {
  // It opens /dev/stdout by name, which a socket does not let itself be.
  return tool("sh", ["-c", 'hivexml "$1" | cat', "sh", path]).replaceAll(/<mtime>[^<]*<\/mtime>/g, "");
}

test.skipIf(skipPrototype).for([
  ["bios", mbr, "mbr:5a5a1234:105906176"],
  ["uefi", gpt, "gpt:00112233-4455-6677-8899-aabbccddeeff:0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"],
  ["bios", { kind: "boot" }, "boot"],
] as const)("a %s store is the one that real boot managers started from", ([firmware, device, named]) => {
  const theirs = join(folder, "prototype.bcd");
  const loader = `\\windows\\system32\\boot\\winload.${firmware === "uefi" ? "efi" : "exe"}`;
  tool("python3", ["-B", join(PROTOTYPE, "mkbcd.py"), theirs, loader, named]);
  expect(asXml(stored(device, firmware))).toBe(asXml(theirs));
});
