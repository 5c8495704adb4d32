import { describe, expect, test } from "vitest";
import { chooseTarget, readTarget } from "../../../electron/engine/media/drivers/inf-target.ts";
import { readInf } from "../../../electron/engine/media/drivers/read-inf.ts";

/** Written for these tests: a network card that nobody makes. */
const NET = `; comment with "quotes and [brackets]
[Version]
Signature   = "$Windows NT$"
Class       = Net ; what it is
ClassGUID   = {4D36E972-E325-11CE-BFC1-08002BE10318}
Provider    = %Maker%
CatalogFile.NTamd64 = northnet.cat
DriverVer   = 03/09/2024, 12.7.1.0

[MANUFACTURER]
%Maker% = Cards, NTamd64, NTamd64.10.0...22000, \\
          NTarm64

[Cards.NTamd64]
"%Card.A% at 100 %%" = Install_A, PCI\\VEN_1AF9&DEV_0001&SUBSYS_00011AF9, PCI\\VEN_1AF9&DEV_0001
%Card.B%   = Install_B, , pci\\cc_0200

[cards.ntAMD64.10.0...22000]
%Card.A%   = Install_A, PCI\\VEN_1AF9&DEV_0002

[Version]
CatalogFile.NTx86 = other.cat

[Install_A.Services]
AddService = northnet, 2, Service_A

[Service_A]
ServiceBinary = %12%\\NorthNet.sys

[Strings]
Maker  = "North ""Net"" Works"
Card.A = "A card"
Card.B = "Any card; really"
[Strings.0409]
Card.B = "Any card at all"
`;

const encodings: Record<string, (text: string) => Uint8Array> = {
  "UTF-16, little end first, with its mark": (text) => Buffer.from(`\uFEFF${text}`, "utf16le"),
  "UTF-16, big end first, with its mark": (text) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16(),
  "UTF-16 without a mark": (text) => Buffer.from(text, "utf16le"),
  "UTF-8 with its mark": (text) => Buffer.from(`\uFEFF${text}`),
  "UTF-8 without a mark": (text) => Buffer.from(text),
  "Western Windows": (text) => Buffer.from(text, "latin1"),
};

describe("an INF", () => {
  test("tells class, provider, date, version, catalogue, its files, and for which Windows each device is", () => {
    expect(readInf(Buffer.from(NET))).toEqual({
      deviceClass: "Net",
      provider: 'North "Net" Works',
      date: "2024-03-09",
      version: "12.7.1.0",
      catalog: "northnet.cat",
      serviceFiles: ["northnet.sys"],
      manufacturers: [
        {
          name: 'North "Net" Works',
          models: [
            { target: { text: "", architecture: "x86", since: null, productType: null }, devices: [] },
            {
              target: { text: "NTamd64", architecture: "x64", since: null, productType: null },
              devices: [
                {
                  description: "A card at 100 %",
                  hardwareId: "PCI\\VEN_1AF9&DEV_0001&SUBSYS_00011AF9",
                  compatibleIds: ["PCI\\VEN_1AF9&DEV_0001"],
                },
                { description: "Any card at all", hardwareId: null, compatibleIds: ["PCI\\CC_0200"] },
              ],
            },
            {
              target: {
                text: "NTamd64.10.0...22000",
                architecture: "x64",
                since: [10, 0, 22000],
                productType: null,
              },
              devices: [{ description: "A card", hardwareId: "PCI\\VEN_1AF9&DEV_0002", compatibleIds: [] }],
            },
            {
              target: { text: "NTarm64", architecture: "arm64", since: null, productType: null },
              devices: [],
            },
          ],
        },
      ],
    });
  });

  test.for(Object.entries(encodings))("reads the same in %s", ([, encode]) => {
    const text = NET.replace('"North', '"Nörth');
    expect(readInf(encode(text)).provider).toBe('Nörth "Net" Works');
    expect(readInf(encode(text)).manufacturers).toHaveLength(1);
  });

  test.for(["\n", "\r\n", "\r"])("reads the same with lines that end in %j", (end) => {
    expect(readInf(Buffer.from(NET.replaceAll("\n", end)))).toEqual(readInf(Buffer.from(NET)));
  });

  test("goes by the GUID of a class, whatever its name says", () => {
    const inf = NET.replace("Class       = Net", "Class = Netz");
    expect(readInf(Buffer.from(inf)).deviceClass).toBe("Net");
    expect(readInf(Buffer.from(inf.replace(/ClassGUID.*/, ""))).deviceClass).toBe("Netz");
    expect(readInf(Buffer.from(inf.replace(/ClassGUID.*/, "ClassGUID = constructor"))).deviceClass).toBe(
      "Netz",
    );
  });

  test("takes a manufacturer's own name for its section when it names none", () => {
    const inf = `[Version]\nSignature="$CHICAGO$"\n[Manufacturer]\nOld\n[Old]\nA disk = x, PCI\\VEN_1&DEV_2`;
    const [only] = readInf(Buffer.from(inf)).manufacturers;
    expect(only?.models[0]?.devices).toEqual([
      { description: "A disk", hardwareId: "PCI\\VEN_1&DEV_2", compatibleIds: [] },
    ]);
  });
});

describe("a section's models", () => {
  const windows = (architecture: "x64" | "x86" | "arm64", version: string | null = "10.0.19041.1") => ({
    architecture,
    version,
  });
  const chosen = (texts: string[], for_: ReturnType<typeof windows>) =>
    chooseTarget(
      texts.flatMap((text) => readTarget(text) ?? []),
      for_,
    )?.text ?? null;

  test.for([
    [["NTx86", "NTamd64", "NTarm64"], windows("x64"), "NTamd64"],
    [["NTamd64", "NTamd64.6.1", "NTamd64.10.0"], windows("x64"), "NTamd64.10.0"],
    [["NTamd64.10.0...16299", "NTamd64.10.0...22000"], windows("x64"), "NTamd64.10.0...16299"],
    [["NTamd64.10.0...22000"], windows("x64"), null],
    [["NTamd64.10.0...22000"], windows("x64", null), "NTamd64.10.0...22000"],
    [["NTamd64.10.0.3", "NTamd64.6.0.1"], windows("x64"), "NTamd64.6.0.1"],
    [["NTamd64"], windows("x86"), null],
    [["NT.6.0"], windows("x86"), "NT.6.0"],
    [["NTarm64.10.0...0x55F0"], windows("arm64", "10.0.26100.1"), "NTarm64.10.0...0x55F0"],
  ] as const)("of %j, Windows %j takes %s", ([texts, for_, expected]) => {
    expect(chosen([...texts], for_)).toBe(expected);
  });

  test.for(["", "amd64", "NTmips", "NTconstructor", "NTamd64.10.0.1.2.3.4", "NTamd64 .10"])(
    "%j is no Windows",
    (text) => expect(readTarget(text)).toBeNull(),
  );
});
