import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { idsIn } from "../../../electron/engine/models/device-ids.ts";
import { readDevices } from "../../../electron/engine/models/read-devices.ts";

const LSPCI = `00:00.0 Host bridge [0600]: Intel Corporation 8th Gen Core Processor Host Bridge [8086:3ec2] (rev 07)
00:17.0 SATA controller [0106]: Intel Corporation Cannon Lake PCH SATA AHCI Controller [8086:a352] (rev 10)
\tSubsystem: Dell Cannon Lake PCH SATA AHCI Controller [1028:0869]
\tKernel driver in use: ahci
0000:00:1f.6 Ethernet controller [0200]: Intel Corporation Ethernet Connection (7) I219-LM [8086:15bb] (rev 10)
01:00.0 Non-Volatile memory controller [0108]: Samsung Electronics Co Ltd NVMe SSD [144d:a808] (prog-if 02 [NVM Express])
02:00.0 Network controller [0280]: Intel Corporation Wi-Fi 6 AX200 [8086:2723] (rev 1a)
03:00.0 Something new
`;

const short = (text: string) =>
  readDevices(text).devices.map(({ kind, hardwareIds, compatibleIds }) =>
    [kind, hardwareIds[0] ?? compatibleIds[0]].join(" "),
  );

describe("a pasted list", () => {
  test("of lspci -nnk gives each device with its ids in Windows' order, and tells the line that is none", () => {
    const { devices, ...rest } = readDevices(LSPCI);
    expect(devices.map(({ kind, description }) => [kind, description])).toEqual([
      ["other", "Intel Corporation 8th Gen Core Processor Host Bridge"],
      ["disk", "Intel Corporation Cannon Lake PCH SATA AHCI Controller"],
      ["network", "Intel Corporation Ethernet Connection (7) I219-LM"],
      ["disk", "Samsung Electronics Co Ltd NVMe SSD"],
      ["other", "Intel Corporation Wi-Fi 6 AX200"],
    ]);
    expect(devices[1]).toMatchObject({
      hardwareIds: [
        "PCI\\VEN_8086&DEV_A352&SUBSYS_08691028&REV_10",
        "PCI\\VEN_8086&DEV_A352&SUBSYS_08691028",
        "PCI\\VEN_8086&DEV_A352&REV_10",
        "PCI\\VEN_8086&DEV_A352",
        "PCI\\VEN_8086&DEV_A352&CC_010601",
        "PCI\\VEN_8086&DEV_A352&CC_0106",
      ],
      compatibleIds: [
        "PCI\\VEN_8086&CC_010601",
        "PCI\\VEN_8086&CC_0106",
        "PCI\\VEN_8086",
        "PCI\\CC_010601",
        "PCI\\CC_0106",
      ],
    });
    expect(rest).toEqual({
      format: "lspci",
      problems: [
        {
          line: 8,
          text: "03:00.0 Something new",
          message: "There are no numbers like [8086:15bb] in it: use lspci -nn.",
        },
      ],
      skipped: 0,
      notes: [expect.stringContaining("SATA was taken as AHCI")],
    });
  });

  test.for<[name: string, text: string]>([
    ["lspci -n", "00:17.0 0106: 8086:a352 (rev 10)"],
    [
      "lspci -vmm -nn",
      "Slot:\t00:17.0\nClass:\tSATA controller [0106]\nVendor:\tIntel [8086]\nDevice:\tCannon Lake [a352]\nSVendor:\tDell [1028]\nSDevice:\tDevice [0869]\nRev:\t10\nProgIf:\t01\nDriver:\tahci\n",
    ],
    [
      "lspci -mm -nn",
      '00:17.0 "SATA controller [0106]" "Intel [8086]" "Cannon Lake [a352]" -r10 -p01 "Dell [1028]" "Device [0869]"',
    ],
  ])("of %s gives the same controller", ([, text]) => {
    const { format, devices, problems } = readDevices(text);
    expect({ format, problems }).toEqual({ format: "lspci", problems: [] });
    expect(devices).toHaveLength(1);
    expect(devices[0]?.kind).toBe("disk");
    expect(devices[0]?.hardwareIds).toContain("PCI\\VEN_8086&DEV_A352&REV_10");
    expect(devices[0]?.compatibleIds).toContain("PCI\\CC_010601");
  });

  test("of Get-PnpDevice | Format-List takes what is on a bus, with broken lines made whole", () => {
    const text = `
Class        : Net
FriendlyName : Intel(R) Ethernet Connection (7) I219-LM
InstanceId   : PCI\\VEN_8086&DEV_15BB&SUBSYS_08691028&REV_10\\3&11583659&0&FE
HardwareID   : {PCI\\VEN_8086&DEV_15BB&SUBSYS_08691028&REV_10,
               PCI\\VEN_8086&DEV_15BB&SUBSYS_0869
               1028}
CompatibleID : {PCI\\VEN_8086&CC_020000, PCI\\CC_0200}

Class        : Net
FriendlyName : WAN Miniport (IP)
InstanceId   : SWD\\MSRRAS\\MS_NDISWANIP

Class        : HDC
FriendlyName : Standard SATA AHCI Controller
InstanceId   : PCI\\VEN_8086&DEV_A352&SUBSYS_08691028&REV_10\\3&11583659&0&B8

Name : a thing without an id
`;
    const { format, devices, problems, skipped } = readDevices(text);
    expect(format).toBe("powershell");
    expect(devices).toEqual([
      {
        description: "Intel(R) Ethernet Connection (7) I219-LM",
        kind: "network",
        hardwareIds: [
          "PCI\\VEN_8086&DEV_15BB&SUBSYS_08691028&REV_10",
          "PCI\\VEN_8086&DEV_15BB&SUBSYS_08691028",
        ],
        compatibleIds: ["PCI\\VEN_8086&CC_020000", "PCI\\CC_0200"],
      },
      {
        description: "Standard SATA AHCI Controller",
        kind: "disk",
        hardwareIds: [
          "PCI\\VEN_8086&DEV_A352&SUBSYS_08691028&REV_10",
          "PCI\\VEN_8086&DEV_A352&SUBSYS_08691028",
          "PCI\\VEN_8086&DEV_A352&REV_10",
          "PCI\\VEN_8086&DEV_A352",
        ],
        compatibleIds: ["PCI\\VEN_8086"],
      },
    ]);
    expect(problems).toEqual([
      {
        line: 18,
        text: "Name : a thing without an id",
        message: "It names no hardware id and no device id.",
      },
    ]);
    expect(skipped).toBe(1);
  });

  const net = {
    Name: "USB LAN",
    PNPClass: "Net",
    PNPDeviceID: "USB\\VID_0B95&PID_1790\\0000001",
    HardwareID: ["USB\\VID_0B95&PID_1790&REV_0100", "USB\\VID_0B95&PID_1790"],
    CompatibleID: null,
  };
  test.for<[name: string, format: string, text: string]>([
    ["ConvertTo-Json, one device", "json", JSON.stringify(net, null, 2)],
    ["ConvertTo-Json, several", "json", JSON.stringify([net, net])],
    [
      "ConvertTo-Csv",
      "csv",
      `#TYPE Selected\n"Name","PNPClass","PNPDeviceID","HardwareID"\n"USB ""LAN""","Net","USB\\VID_0B95&PID_1790\\0000001","System.String[]"`,
    ],
    [
      "Get-PnpDevice's table",
      "ids",
      "Status  Class  FriendlyName  InstanceId\n------  -----  ---\nOK   Net   USB LAN   USB\\VID_0B95&PID_1790\\0000001",
    ],
  ])("of %s gives the network adapter", ([, format, text]) => {
    const read = readDevices(text);
    expect(read).toMatchObject({ format, problems: [] });
    expect(read.devices).toHaveLength(1);
    expect(read.devices[0]?.kind).toBe("network");
    expect(read.devices[0]?.hardwareIds).toContain("USB\\VID_0B95&PID_1790");
  });

  test.for<[text: string, expected: string]>([
    ["PCI\\VEN_8086&DEV_15BB", "unknown PCI\\VEN_8086&DEV_15BB"],
    ["network: pci\\ven_8086&dev_15bb ; the port at the back", "network PCI\\VEN_8086&DEV_15BB"],
    ["disk VEN_8086&DEV_9A0B", "disk PCI\\VEN_8086&DEV_9A0B"],
    ["8086:15bb 1028:0869", "unknown PCI\\VEN_8086&DEV_15BB&SUBSYS_08691028"],
    ["VID_0B95&PID_1790", "unknown USB\\VID_0B95&PID_1790"],
    ["PCI\\CC_010802", "disk PCI\\CC_010802"],
    ["storage PCI\\VEN_8086&DEV_A352&CC_010601", "disk PCI\\VEN_8086&DEV_A352&CC_010601"],
  ])("of ids may say %j", ([text, expected]) => {
    expect(short(text)).toEqual([expected]);
  });

  test("of ids tells each line that has none, with its number", () => {
    const { devices, problems } = readDevices(
      "# our desktops\n\nPCI\\VEN_8086&DEV_15BB\nblue one\nPCI\\VEN_80...",
    );
    expect(devices).toHaveLength(1);
    expect(problems).toEqual([
      { line: 4, text: "blue one", message: expect.stringContaining("no hardware id") },
      { line: 5, text: "PCI\\VEN_80...", message: expect.stringContaining("cut off") },
    ]);
  });

  test("that is cut off JSON says where", () => {
    const [problem] = readDevices('[\n{"PNPDeviceID": "PCI\\\\VEN_1&DEV_2"},\n{').problems;
    expect(problem?.message).toMatch(/^That is no whole JSON/);
  });

  test("names a device once that is there twice", () => {
    expect(short("PCI\\VEN_8086&DEV_15BB\nnetwork PCI\\VEN_8086&DEV_15BB")).toEqual([
      "network PCI\\VEN_8086&DEV_15BB",
    ]);
  });

  test("of anything at all comes to devices or to problems", () => {
    const pieces = fc.constantFrom(
      "PCI\\VEN_8086&DEV_15BB",
      "00:17.0 ",
      "[0106]:",
      "Name : ",
      "{",
      "}",
      "\n",
      '"',
      ",",
      "x",
      "8086:15bb",
      "Slot:\t",
    );
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        const { devices } = readDevices(parts.join(""));
        for (const { hardwareIds, compatibleIds } of devices)
          expect(hardwareIds.length + compatibleIds.length).toBeGreaterThan(0);
      }),
    );
  });
});

test("the ids within an id are all that Windows would derive, the most exact first", () => {
  expect(idsIn("pci\\ven_144d&dev_a808&cc_010802\\4&2a3b&0&0008")?.compatibleIds).toEqual([
    "PCI\\VEN_144D&CC_010802",
    "PCI\\VEN_144D&CC_0108",
    "PCI\\VEN_144D",
    "PCI\\CC_010802",
    "PCI\\CC_0108",
  ]);
  expect(idsIn("ROOT\\SPACEPORT")).toBeNull();
});
