import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mediumNames } from "../../../electron/engine/media/medium-names.ts";
import { parseWimXml } from "../../../electron/engine/media/wim-xml.ts";
import { verdict } from "../../support/wim.ts";

const encode = (text: string): Uint8Array => Buffer.from(`\uFEFF${text}`, "utf16le");
const parse = (text: string, images = 1) => parseWimXml(encode(text), images);
const judge = (text: string, images = 1) => verdict(Promise.resolve().then(() => parse(text, images)));

const WINDOWS = `<WIM><TOTALBYTES>100</TOTALBYTES><IMAGE INDEX="2"><NAME>Second</NAME></IMAGE><IMAGE INDEX="1">
  <DIRCOUNT>21904</DIRCOUNT><FILECOUNT>98765</FILECOUNT><TOTALBYTES>16123456789</TOTALBYTES>
  <CREATIONTIME><HIGHPART>0x01D39869</HIGHPART><LOWPART>0x09B24A07</LOWPART></CREATIONTIME>
  <WINDOWS><ARCH>9</ARCH><PRODUCTNAME>Some Windows</PRODUCTNAME><EDITIONID>Enterprise</EDITIONID>
  <LANGUAGES><LANGUAGE>en-US</LANGUAGE><LANGUAGE>ja-JP</LANGUAGE><DEFAULT>en-US</DEFAULT></LANGUAGES>
  <VERSION><MAJOR>10</MAJOR><MINOR>0</MINOR><BUILD>26100</BUILD><SPBUILD>1742</SPBUILD></VERSION></WINDOWS>
  <NAME>Field laptop &amp; tablet</NAME><DESCRIPTION>現場用</DESCRIPTION></IMAGE></WIM>`;

describe("the XML of a .wim", () => {
  test("gives each image's name, edition, version, languages, architecture, sizes and time", () => {
    expect(parse(WINDOWS, 2).map(({ image }) => image)).toEqual([
      {
        index: 1,
        name: "Field laptop & tablet",
        description: "現場用",
        edition: "Enterprise",
        version: "10.0.26100.1742",
        languages: ["en-US", "ja-JP"],
        architecture: "x64",
        bytes: 16_123_456_789,
        files: 98_765,
        directories: 21_904,
        createdAt: "2018-01-28T18:51:42.554Z",
      },
      {
        index: 2,
        name: "Second",
        description: "",
        edition: null,
        version: null,
        languages: [],
        architecture: "none",
        bytes: 0,
        files: 0,
        directories: 0,
        createdAt: null,
      },
    ]);
  });

  test.for([
    ["0", "x86"],
    ["5", "arm"],
    ["6", "ia64"],
    ["9", "x64"],
    ["12", "arm64"],
    ["77", "none"],
    ["toString", "none"],
  ])("architecture %s is %s", ([number, name]) => {
    const [first] = parse(`<WIM><IMAGE INDEX="1"><WINDOWS><ARCH>${number}</ARCH></WINDOWS></IMAGE></WIM>`);
    expect(first?.image.architecture).toBe(name);
  });

  test("a name that looks like a number stays as it was written", () => {
    const [first] = parse(`<WIM><IMAGE INDEX="1"><NAME>007.10</NAME></IMAGE></WIM>`);
    expect(first?.image.name).toBe("007.10");
  });

  test.for([
    ["no byte order mark", Buffer.from("<WIM/>", "utf16le")],
    ["eight-bit text", Buffer.from('<WIM><IMAGE INDEX="1"/></WIM>')],
    ["nothing", new Uint8Array()],
  ] as const)("%s is damage", async ([, bytes]) => {
    expect(await verdict(Promise.resolve().then(() => parseWimXml(bytes, 1)))).toBe("media-corrupt");
  });

  test.for([
    ["another root", "<WHIM/>"],
    ["an image too many", '<WIM><IMAGE INDEX="1"/><IMAGE INDEX="2"/></WIM>'],
    ["an image too few", "<WIM></WIM>"],
    ["the same number twice", '<WIM><IMAGE INDEX="1"/><IMAGE INDEX="1"/></WIM>'],
    ["a size that is no number", '<WIM><IMAGE INDEX="1"><TOTALBYTES>lots</TOTALBYTES></IMAGE></WIM>'],
    [
      "a size beyond all numbers",
      '<WIM><IMAGE INDEX="1"><TOTALBYTES>99999999999999999999</TOTALBYTES></IMAGE></WIM>',
    ],
    ["a negative number of files", '<WIM><IMAGE INDEX="1"><FILECOUNT>-1</FILECOUNT></IMAGE></WIM>'],
    ["a tag left open", '<WIM><IMAGE INDEX="1"></WIM>'],
    ["entities", '<!DOCTYPE x [<!ENTITY a "b">]><WIM><IMAGE INDEX="1"><NAME>&a;</NAME></IMAGE></WIM>'],
    ["a thousand levels", `<WIM><IMAGE INDEX="1">${"<a>".repeat(1000)}${"</a>".repeat(1000)}</IMAGE></WIM>`],
    [
      "a property of every object",
      '<WIM><IMAGE INDEX="1"><__proto__><NAME>x</NAME></__proto__></IMAGE></WIM>',
    ],
  ] as const)("%s is damage", async ([, text]) => {
    expect(await judge(text)).toBe("media-corrupt");
  });

  test("a file of nested entities is refused before any of them is expanded", async () => {
    const levels = Array.from({ length: 30 }, (_, n) => `<!ENTITY e${n + 1} "&e${n};&e${n};">`).join("");
    const bomb = `<!DOCTYPE x [<!ENTITY e0 "boom">${levels}]><WIM><IMAGE INDEX="1"><NAME>&e30;</NAME></IMAGE></WIM>`;
    const begin = performance.now();
    expect(await judge(bomb)).toBe("media-corrupt");
    expect(performance.now() - begin).toBeLessThan(100);
  });

  test("no text at all brings down the reader", async () => {
    const piece = fc.constantFrom(
      ...'<WIM> </WIM> <IMAGE </IMAGE> INDEX="1" > <NAME> </NAME> &amp; &#x10ffff; &#0; <![CDATA[ ]]> <!-- --> <? ?> 0x1 \u0000 \ud800'.split(
        " ",
      ),
      '<WIM><IMAGE INDEX="1">',
      "</IMAGE></WIM>",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(piece, fc.string({ unit: "binary" }))), async (pieces) => {
        await judge(pieces.join(""));
      }),
      { numRuns: 1500 },
    );
  });
});

describe("what a medium is called", () => {
  const image = (xml: string) => parse(`<WIM><IMAGE INDEX="1">${xml}</IMAGE></WIM>`)[0];

  test("what our own makers wrote comes first", () => {
    const ours =
      "<PRESTAGE><NAME>Field laptop</NAME><VERSION>3.2</VERSION><CREATEDBY>K</CREATEDBY><COMMENT>C</COMMENT></PRESTAGE>";
    expect(mediumNames(image(`<NAME>Other</NAME>${ours}`), "x.wim")).toEqual({
      name: "Field laptop",
      version: "3.2",
      createdBy: "K",
      comment: "C",
    });
  });

  test("then what the image says of itself", () => {
    const xml =
      "<WINDOWS><VERSION><MAJOR>10</MAJOR><MINOR>0</MINOR></VERSION></WINDOWS><DESCRIPTION>D</DESCRIPTION>";
    expect(mediumNames(image(`<DISPLAYNAME>Shown</DISPLAYNAME>${xml}`), "x.wim")).toEqual({
      name: "Shown",
      version: "10.0",
      createdBy: "",
      comment: "D",
    });
  });

  test("then the name of its file, and nothing is made up", () => {
    expect(mediumNames(image(""), "Field laptop.WIM")).toEqual({
      name: "Field laptop",
      version: "",
      createdBy: "",
      comment: "",
    });
  });

  test("a name stays on one line and within its length", () => {
    const names = mediumNames(image(`<NAME>a\n\u0085b${"c".repeat(900)}</NAME>`), "x.wim");
    expect(names.name).toBe(`a b${"c".repeat(97)}`);
  });
});
