import { describe, expect, test } from "vitest";
import { readSequenceFile, writeSequenceFile } from "../../electron/engine/sequence-files/sequence-file.ts";
import { readZip } from "../../electron/engine/sequence-files/zip-read.ts";
import { writeZip } from "../../electron/engine/sequence-files/zip-write.ts";
import { builtInProfiles } from "../../electron/engine/sequence/built-in-profiles.ts";
import { rehearse } from "../../electron/engine/sequence/rehearse.ts";
import { Rehearsal, type MediumFacts } from "../../shared/sequence-rehearsal.ts";
import { canonicalDocument, firstDifference } from "../support/canonical-xml.ts";
import { sampleSequences } from "../support/sequence-samples.ts";

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const encode = (text: string) => new TextEncoder().encode(text);
const samples = sampleSequences();

describe.skipIf(samples.length === 0)("task sequences that others exported", () => {
  test.for(samples.filter(({ name }) => name.endsWith(".xml")))(
    "$name comes out as it went in",
    ({ name, bytes }) => {
      const file = readSequenceFile(bytes, name);
      const [sequence] = file.sequences;
      if (!sequence) throw new Error("no sequence");
      const out = decode(writeSequenceFile(sequence, file.format === "object" ? "object" : "bare"));
      expect(firstDifference(canonicalDocument(decode(bytes)), canonicalDocument(out))).toBeNull();
    },
  );

  test.for(samples.filter(({ name }) => name.endsWith(".zip")))(
    "$name comes out as it went in, part by part",
    ({ name, bytes }) => {
      const file = readSequenceFile(bytes, name);
      const [sequence] = file.sequences;
      if (!sequence) throw new Error("no sequence");
      const out = readZip(writeSequenceFile({ ...sequence, archive: file.archive }, "zip"));
      const before = readZip(bytes);
      expect(out.map((part) => part.name)).toEqual(before.map((part) => part.name));
      for (const [n, part] of before.entries())
        expect(
          firstDifference(
            canonicalDocument(decode(part.bytes)),
            canonicalDocument(decode(out[n]?.bytes ?? new Uint8Array())),
          ),
        ).toBeNull();
    },
  );

  test.for(samples)("$name reads the same again after each kind of export", ({ name, bytes }) => {
    const [sequence] = readSequenceFile(bytes, name).sequences;
    if (!sequence) throw new Error("no sequence");
    for (const format of ["bare", "object", "zip"] as const) {
      const again = readSequenceFile(writeSequenceFile(sequence, format), name).sequences[0];
      expect(again?.tree).toEqual(sequence.tree);
    }
  });
});

test.skipIf(samples.length === 0)(
  "every published sequence can be rehearsed, and the answer fits the contract",
  () => {
    const medium: MediumFacts = {
      name: "Field laptop",
      bootImageId: null,
      bootImageVersion: null,
      osImageId: null,
      packages: [],
      variables: {},
    };
    for (const { name, bytes } of samples)
      for (const sequence of readSequenceFile(bytes, name).sequences)
        for (const profile of builtInProfiles())
          expect(() => Rehearsal.parse(rehearse({ sequence, medium, profile }))).not.toThrow();
  },
);

const small = `<sequence version="3.10" odd="kept"><unknown a="1"><b/>text</unknown><group name="G" description="" more="x"><step name="No type" description=""><extra/><action>a &amp; b</action><defaultVarList><variable name="V" property="P" hidden="true"> s&#13;&lt; </variable><variable><x/></variable></defaultVarList></step><condition><operator type="Xor"/></condition><!-- note --><step type="T" name="2"/></group></sequence>`;

describe("reading a task sequence file", () => {
  const same = (bytes: Uint8Array) => readSequenceFile(bytes, "x.xml").sequences[0]?.tree;

  test("the encoding, a byte order mark and line ends make no difference", () => {
    const wanted = same(encode(small));
    const utf16 = Buffer.from(small, "utf16le");
    expect(same(encode(`\ufeff${small}`))).toEqual(wanted);
    expect(same(utf16)).toEqual(wanted);
    expect(same(Buffer.concat([Uint8Array.of(0xff, 0xfe), utf16]))).toEqual(wanted);
    expect(same(Buffer.concat([Uint8Array.of(0xfe, 0xff), Buffer.from(utf16).swap16()]))).toEqual(wanted);
    const plain =
      '<sequence version="3.10"><group name="G"><step name="s"><action>a</action></step></group></sequence>';
    expect(same(encode(plain.replaceAll("><", ">\r\n  <")))).toEqual(same(encode(plain)));
  });

  test("what the station has no word for is kept: attributes, elements, comments, their order", () => {
    const file = readSequenceFile(encode(small), "x.xml");
    const [sequence] = file.sequences;
    if (!sequence) throw new Error("no sequence");
    const out = decode(writeSequenceFile(sequence, "bare"));
    expect(canonicalDocument(out)).toBe(canonicalDocument(small));
    expect(out).toContain("<!-- note -->");
  });

  test("a hidden value stays hidden, and is still there", () => {
    const [sequence] = readSequenceFile(encode(small), "x.xml").sequences;
    const out = sequence ? decode(writeSequenceFile(sequence, "object")) : "";
    expect(out).toContain('hidden="true"> s&#13;&lt; </variable>');
  });

  test("a sequence of an unknown format version is read and keeps it", () => {
    const [sequence] = readSequenceFile(encode('<sequence version="3.40"/>'), "name.xml").sequences;
    expect([sequence?.tree.formatVersion, sequence?.facts.name]).toEqual(["3.40", "name"]);
  });

  test("a CDATA end inside a step survives the way through object.xml", () => {
    const [sequence] = readSequenceFile(
      encode('<sequence version="3.10"><step name="a]]>b"><action>x]]&gt;y</action></step></sequence>'),
      "x.xml",
    ).sequences;
    if (!sequence) throw new Error("no sequence");
    expect(same(writeSequenceFile(sequence, "object"))).toEqual(sequence.tree);
  });
});

test("an archive gives back what was put in", () => {
  const parts = [
    { name: "a/b.xml", bytes: encode("<a/>") },
    { name: "é.bin", bytes: new Uint8Array(70_000).fill(7) },
  ];
  expect(readZip(writeZip(parts))).toEqual(parts);
});
