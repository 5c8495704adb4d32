import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InfError } from "../../../electron/engine/media/drivers/inf-text.ts";
import { readInf } from "../../../electron/engine/media/drivers/read-inf.ts";

describe("a hostile INF", () => {
  const head = `[Version]\nSignature="$Windows NT$"\n`;
  const outcomeOf = (text: string): string => {
    try {
      readInf(Buffer.from(text));
      return "read";
    } catch (thrown) {
      if (!(thrown instanceof InfError)) throw thrown;
      return thrown.message;
    }
  };

  const cases: [title: string, make: () => string, words: RegExp][] = [
    ["of 10 MB", () => " ".repeat(10_000_000), /10\.0 MB/],
    ["of a million lines", () => `${head}${"a=b\n".repeat(1_000_000)}`, /more lines/],
    ["of a million sections", () => `${head}${"[a]\n".repeat(1_000_000)}`, /more lines/],
    [
      "of one line with millions of values",
      () => `${head}a=${",".repeat(8_000_000)}`,
      /more lines or values/,
    ],
    ["of quotes that never end", () => `${head}a=${'"'.repeat(7_999_999)}`, /read/],
    ["of lines that all go on", () => `${head}${"\\\n".repeat(3_900_000)}`, /read/],
    ["with a section that is not closed", () => `${head}[Manufacturer\nA=B`, /not closed \(line 3\)/],
    ["with names that lead to each other", () => `${head}Provider=%a%\n[Strings]\na=%b%\nb=%a%`, /read/],
    [
      "with more devices than any",
      () => `${head}[Manufacturer]\nA=B\n[B]\n${"x=y,PCI\\VEN_1\n".repeat(60_000)}`,
      /more devices/,
    ],
    [
      "whose texts would be endless",
      () =>
        `${head}[Manufacturer]\nA=B\n[B]\n${`${"%l%".repeat(100)}=y,PCI\\1\n`.repeat(20_000)}[Strings]\nl=${"l".repeat(1e6)}`,
      /read/,
    ],
    ["that is none", () => "MZ\u0000\u0001", /no section/],
    ["that Windows never signed", () => "[Version]\nClass=Net", /no signature/],
  ];

  test.for(cases)("%s ends in words", ([, make, words]) => {
    expect(outcomeOf(make())).toMatch(words);
  });

  test("of any bytes at all is read or refused in words", () => {
    const pieces = fc.array(
      fc.constantFrom(
        "[",
        "]",
        "=",
        ",",
        '"',
        "%",
        ";",
        "\\",
        "\n",
        "\r\n",
        "a",
        "NTamd64",
        "[Manufacturer]",
        "x",
        " ",
      ),
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        expect(outcomeOf(`${head}${parts.join("")}`)).toEqual(expect.any(String));
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void outcomeOf(Buffer.from(bytes).toString("latin1"))));
  });

  test("what stands in quotes comes through as it is", () => {
    const plain = fc.stringMatching(/^[ -~]{0,60}$/).filter((text) => !text.includes("%"));
    fc.assert(
      fc.property(plain, (text) => {
        const quoted = `"${text.replaceAll('"', '""')}"`;
        expect(readInf(Buffer.from(`${head}Provider = ${quoted}`)).provider).toBe(text);
      }),
    );
  });
});
