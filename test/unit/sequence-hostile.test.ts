import { describe, expect, test } from "vitest";
import { deflateRawSync } from "node:zlib";
import { builtInProfiles } from "../../electron/engine/sequence/built-in-profiles.ts";
import { diffTrees } from "../../electron/engine/sequence/diff.ts";
import { sequenceProblems } from "../../electron/engine/sequence/problems.ts";
import { rehearse } from "../../electron/engine/sequence/rehearse.ts";
import { variableUses } from "../../electron/engine/sequence/variable-uses.ts";
import type { MediumFacts } from "../../shared/sequence-rehearsal.ts";
import { readSequenceFile, writeSequenceFile } from "../../electron/engine/sequence-files/sequence-file.ts";
import { writeZip } from "../../electron/engine/sequence-files/zip-write.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const objectXml = (inner: string) =>
  `<INSTANCE CLASSNAME="SMS_TaskSequencePackage"><PROPERTY NAME="Sequence"><VALUE><![CDATA[${inner}]]></VALUE></PROPERTY></INSTANCE>`;
const part = (name: string, text = "x") => ({ name, bytes: encode(text) });

/** A zip of one deflated part whose sizes are told as they are, or otherwise. */
function deflated(
  unpacked: Uint8Array,
  told: Partial<{ size: number; method: number; flags: number }> = {},
): Uint8Array {
  const packed = deflateRawSync(unpacked);
  const zip = writeZip([{ name: "SMS_TaskSequencePackage/X/object.xml", bytes: packed }]);
  const view = new DataView(zip.buffer);
  const central = view.getUint32(zip.length - 22 + 16, true);
  view.setUint16(central + 10, told.method ?? 8, true);
  view.setUint16(central + 8, told.flags ?? 0, true);
  view.setUint32(central + 24, told.size ?? unpacked.length, true);
  return zip;
}
const laughs = `<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><sequence version="3.10"><step name="&b;"/></sequence>`;

const variables = (count: number, type: string) =>
  `<step type="${type}"><defaultVarList>${Array.from({ length: count }, (_, n) => `<variable name="OSDPartitions${n}Type">EFI</variable>`).join("")}</defaultVarList></step>`;
const medium: MediumFacts = {
  name: "m",
  bootImageId: null,
  bootImageVersion: null,
  osImageId: null,
  packages: [],
  variables: {},
};

const hostile: [string, () => Uint8Array, string][] = [
  [
    "an external entity",
    () => encode('<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><sequence>&x;</sequence>'),
    "DOCTYPE",
  ],
  ["entities that multiply (billion laughs)", () => encode(laughs), "DOCTYPE"],
  ["a document type inside the CDATA", () => encode(objectXml(laughs)), "DOCTYPE"],
  ["an entity nobody declared", () => encode("<sequence>&lol;</sequence>"), "which XML alone does not know"],
  ["100 MB of text", () => new Uint8Array(100 * 2 ** 20).fill(0x20), "has 100 MB"],
  [
    "10,000 groups in one another",
    () => encode(`<sequence>${"<group>".repeat(10_000)}`),
    "more than 200 elements",
  ],
  [
    "10,000 operators in a condition",
    () => encode(`<sequence><step><condition>${'<operator type="and">'.repeat(10_000)}`),
    "more than 200",
  ],
  [
    "a million elements",
    () => encode(`<sequence>${"<step/>".repeat(1_000_000)}</sequence>`),
    "more than 500000",
  ],
  ["an end tag too many", () => encode("<sequence></sequence></sequence>"), "after the end"],
  ["tags that cross", () => encode("<sequence><group><step></group></step></sequence>"), "should end"],
  ["one attribute twice", () => encode('<sequence version="1" version="2"/>'), "twice"],
  ["a file that is cut off", () => encode('<sequence version="3.10"><group name="x'), "does not end"],
  ["a zero character", () => encode("<sequence>\0</sequence>"), "U+0000"],
  ["a zero character by number", () => encode("<sequence>&#0;</sequence>"), "does not know"],
  ["bytes that are no text", () => Uint8Array.of(0x3c, 0xff, 0xfe, 0xfd), "not text in UTF-8"],
  [
    "half a character of UTF-16",
    () => Uint8Array.of(0xff, 0xfe, 0x3c, 0x00, 0x00, 0xd8),
    "not text in UTF-16LE",
  ],
  ["an empty file", () => new Uint8Array(), "text where the first element should be"],
  ["some other XML", () => encode("<html/>"), "holds no task sequence"],
  ["an export without its steps", () => encode(objectXml("")), "without its steps"],
  ["a zip bomb that tells its size", () => deflated(new Uint8Array(100 * 2 ** 20)), "would unpack to 100 MB"],
  [
    "a zip bomb that hides its size",
    () => deflated(new Uint8Array(40 * 2 ** 20), { size: 1000 }),
    "is damaged",
  ],
  ["a zip that is encrypted", () => deflated(encode("x"), { flags: 1 }), "is encrypted"],
  ["a zip packed in another way", () => deflated(encode("x"), { method: 12 }), "in a way (12)"],
  ["a zip slip", () => writeZip([part("../../etc/cron.d/x")]), "leads outside"],
  ["a zip slip with backslashes", () => writeZip([part("a\\..\\..\\x")]), "leads outside"],
  ["a zip with a drive's path", () => writeZip([part("C:/x")]), "leads outside"],
  ["a zip with one name twice", () => writeZip([part("a.xml"), part("A.XML")]), "twice"],
  [
    "a zip of 5,000 files",
    () => writeZip(Array.from({ length: 5000 }, (_, n) => part(`f${n}`))),
    "holds 5000 files",
  ],
  ["a zip that is cut short", () => writeZip([part("a.xml")]).subarray(0, 60), "no table of contents"],
  ["a zip whose parts lie over one another", overlapping, "lie over one another"],
  ["a zip with a broken byte", brokenByte, "is damaged"],
  ["a zip of something else", () => writeZip([part("readme.txt")]), "holds no task sequence"],
];

function overlapping(): Uint8Array {
  const zip = writeZip([part("a.xml"), part("b.xml")]);
  const view = new DataView(zip.buffer);
  const central = view.getUint32(zip.length - 22 + 16, true);
  view.setUint32(central + 46 + 5 + 42, 0, true);
  return zip;
}

function brokenByte(): Uint8Array {
  const zip = writeZip([part("SMS_TaskSequencePackage/X/object.xml", objectXml("<sequence/>"))]);
  zip[100] = (zip[100] ?? 0) ^ 0xff;
  return zip;
}

describe("a file that is made to harm, or broken", () => {
  test.for(hostile)("is refused in words: %s", ([what, make, words]) => {
    const bytes = make();
    const started = performance.now();
    const heap = process.memoryUsage().heapUsed;
    const refusal = (() => {
      try {
        readSequenceFile(bytes, "x");
        return null;
      } catch (thrown) {
        return thrown;
      }
    })();
    const ms = performance.now() - started;
    const megabytes = (process.memoryUsage().heapUsed - heap) / 2 ** 20;
    console.info(`${what}: ${ms.toFixed(0)} ms, heap +${megabytes.toFixed(0)} MB`);
    expect(refusal).toMatchObject({ code: "sequence-unreadable", message: expect.stringContaining(words) });
  });

  test.for<[string, () => string]>([
    ["10,000 steps with comments between", () => `<sequence>${"<step/><!-- -->".repeat(10_000)}</sequence>`],
    ["10,000 groups beside one another", () => `<sequence>${'<group name="g"/>'.repeat(10_000)}</sequence>`],
    ["10,000 objects in an export", () => `<CIM>${"<x/>".repeat(10_000)}${objectXml("<sequence/>")}</CIM>`],
    [
      "a step with 10,000 variables",
      () => `<sequence>${variables(10_000, "SMS_TaskSequence_PartitionDiskAction")}</sequence>`,
    ],
    [
      "10 MB of the same program",
      () =>
        `<sequence><step><action>${"osdapplyos.exe diskpart ".repeat(400_000)}</action></step></sequence>`,
    ],
    [
      "10 MB of spaces in a setting",
      () => `<sequence><step><action>tsenv.exe "A=${" ".repeat(10_000_000)}x</action></step></sequence>`,
    ],
    [
      "10 MB of spaces in a script",
      () =>
        `<sequence><step type="SMS_TaskSequence_RunPowerShellScriptAction"><defaultVarList><variable name="OSDRunPowerShellScriptSourceScript">a${" ".repeat(10_000_000)}!</variable></defaultVarList></step></sequence>`,
    ],
    [
      "10 MB of wildcards",
      () =>
        `<sequence><step><condition><expression type="SMS_TaskSequence_VariableConditionExpression"><variable name="Operator">like</variable><variable name="Variable">_SMSTSMediaType</variable><variable name="Value">${"*a".repeat(5_000_000)}</variable></expression></condition></step></sequence>`,
    ],
  ])("is worked through in bounded time: %s", { timeout: 60_000 }, ([what, make]) => {
    const bytes = encode(make());
    const started = performance.now();
    const [sequence] = readSequenceFile(bytes, "x").sequences;
    if (!sequence) throw new Error("no sequence");
    const { tree } = sequence;
    writeSequenceFile(sequence, "bare");
    sequenceProblems(tree, { imageIndex: 1 });
    variableUses(tree);
    expect(diffTrees(tree, tree)).toEqual([]);
    for (const profile of builtInProfiles())
      try {
        rehearse({ sequence, medium, profile });
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: "sequence-invalid" });
      }
    console.info(`${what}: ${(performance.now() - started).toFixed(0)} ms`);
  });

  test("a zip bomb is stopped while it unpacks, not after", () => {
    const bomb = deflated(new Uint8Array(40 * 2 ** 20), { size: 1000 });
    expect(() => readSequenceFile(bomb, "x")).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code: "ERR_BUFFER_TOO_LARGE" }) }),
    );
  });

  test("random bytes, and real files with bytes changed, never give anything but a sequence or a refusal", () => {
    const good = encode(
      objectXml('<sequence version="3.10"><group name="a"><condition/></group></sequence>'),
    );
    const zip = writeZip([{ name: "SMS_TaskSequencePackage/X/object.xml", bytes: good }]);
    let seed = 42;
    const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % below;
    let refused = 0;
    for (let n = 0; n < 3000; n++) {
      const bytes = Uint8Array.from(n % 2 === 0 ? good : zip);
      for (let m = random(4); m >= 0; m--) bytes[random(bytes.length)] = random(256);
      try {
        readSequenceFile(bytes, "x");
      } catch (thrown) {
        refused++;
        expect(thrown).toMatchObject({ code: "sequence-unreadable" });
      }
    }
    expect(refused).toBeGreaterThan(500);
  });
});
