import { describe, expect, test } from "vitest";
import { RefusalCode, type Drive, type Refusal } from "../../shared/drive.ts";
import { judge, type GuardContext } from "../../electron/engine/staging/guard.ts";
import { aDrive } from "../support/a-drive.ts";

const free: GuardContext = { all: [aDrive()], taught: true, blocked: false };
const twin = aDrive({ path: "/dev/sdc", port: "pci0000:00/0000:00:17.0/ata-2/0:0:0" });

type Case = [what: string, drive: Partial<Drive>, context: Partial<GuardContext>, refusal: Refusal | null];
const no = (code: RefusalCode, message: string): Refusal => ({ code, message, mendable: false });

const cases: Case[] = [
  ["a blank drive in a bay may be staged", {}, {}, null],
  [
    "the drive that this computer runs from is refused",
    { uses: [{ use: "system", where: "/" }] },
    {},
    no("holds-system", "This computer runs from it: /."),
  ],
  [
    "the drive that holds the media library is refused",
    { uses: [{ use: "station", where: "/srv/prestage" }] },
    {},
    no("holds-station", "The station keeps its data on it, in /srv/prestage."),
  ],
  [
    "a mounted drive is refused, and the answer says where it is mounted",
    { uses: [{ use: "mounted", where: "/srv/data" }] },
    {},
    no("mounted", "Mounted at /srv/data."),
  ],
  [
    "a drive mounted in three places says one and counts the others",
    { uses: ["/srv/a", "/srv/b", "/srv/c"].map((where) => ({ use: "mounted", where })) },
    {},
    no("mounted", "Mounted at /srv/a. (and 2 more)"),
  ],
  [
    "swap is refused",
    { uses: [{ use: "swap", where: "/dev/sdb2" }] },
    {},
    no("swap", "In use as swap (/dev/sdb2)."),
  ],
  [
    "a member of a running RAID is refused, and cannot be mended here",
    {
      uses: [
        { use: "stale-signature", kind: "Linux RAID member" },
        { use: "held", by: "md127" },
      ],
    },
    {},
    no("held", "In use by md127."),
  ],
  [
    "a drive that a stuck write still holds is refused",
    {},
    { blocked: true },
    no("blocked", "A write that never came back still holds it."),
  ],
  [
    "a drive without a size is refused",
    { sizeBytes: 0 },
    { neededBytes: 5 },
    no("no-size", "It answers, but reports a size of 0 bytes."),
  ],
  ["a write-protected drive is refused", { readOnly: true }, {}, no("read-only", "It is write-protected.")],
  [
    "two drives with one serial are both refused",
    {},
    { all: [aDrive(), twin] },
    no("duplicate-identity", "It answers with the same serial as /dev/sdc: SN-1."),
  ],
  [
    "two namespaces or units of one device, with ids of their own, are no duplicates",
    {},
    { all: [aDrive(), { ...twin, wwid: "naa.5000000000000002" }] },
    null,
  ],
  [
    "two drives that tell no serial are no duplicates",
    { serial: null, wwid: null },
    { all: [aDrive({ serial: null, wwid: null }), { ...twin, serial: null, wwid: null }] },
    null,
  ],
  [
    "two loop devices on one file are refused",
    { kind: "loop", serial: "bay.img", wwid: null, port: "/srv/bay.img", path: "/dev/loop1" },
    {
      all: [
        aDrive({ kind: "loop", serial: "bay.img", wwid: null, port: "/srv/bay.img", path: "/dev/loop2" }),
      ],
    },
    no("duplicate-identity", "It answers with the same serial as /dev/loop2: bay.img."),
  ],
  [
    "two loop devices on files of the same name in other folders are no duplicates",
    { kind: "loop", serial: "bay.img", wwid: null, port: "/srv/a/bay.img", path: "/dev/loop1" },
    {
      all: [
        aDrive({ kind: "loop", serial: "bay.img", wwid: null, port: "/srv/b/bay.img", path: "/dev/loop2" }),
      ],
    },
    null,
  ],
  [
    "a drive one sector too small is refused with figures that differ",
    {},
    { neededBytes: 128_035_676_672 },
    no("too-small", "It holds 128 GB, and 128.1 GB are needed."),
  ],
  ["a drive of just the size that is needed may be staged", {}, { neededBytes: 128_035_676_160 }, null],
  [
    "a drive on a port that nobody made a bay is refused",
    {},
    { taught: false },
    no("untaught-port", "Its port pci0000:00/0000:00:17.0/ata-1/0:0:0 is not a bay yet."),
  ],
  [
    "an old RAID signature that nothing uses is refused, and can be mended",
    { uses: [{ use: "stale-signature", kind: "Linux RAID member" }] },
    {},
    {
      code: "stale-signature",
      message: "It carries a Linux RAID member that nothing uses now.",
      mendable: true,
    },
  ],
];

describe("the guard", () => {
  test.each(cases)("%s", (_what, drive, context, refusal) => {
    expect(judge(aDrive(drive), { ...free, ...context })).toEqual(refusal);
  });

  test("knows every refusal there is", () => {
    const told = new Set(cases.map(([, , , refusal]) => refusal?.code).filter((code) => code !== undefined));
    expect([...told].toSorted()).toEqual(RefusalCode.options.toSorted());
  });

  test("tells the gravest reason, and the next when that one is gone, down to what can be mended", () => {
    const drive = aDrive({
      readOnly: true,
      uses: [
        { use: "stale-signature", kind: "LVM2 member" },
        { use: "held", by: "dm-0" },
        { use: "swap", where: "/dev/dm-1" },
        { use: "mounted", where: "/srv" },
        { use: "station", where: "/srv/prestage" },
        { use: "system", where: "/" },
      ],
    });
    const mend: [Partial<Drive>, Partial<GuardContext>][] = [
      ...drive.uses.map((_, index): [Partial<Drive>, object] => [
        { uses: drive.uses.slice(0, 6 - index) },
        {},
      ]),
      [{ uses: drive.uses.slice(0, 1) }, { blocked: false }],
      [{ readOnly: false }, {}],
      [{}, { all: [] }],
      [{}, { neededBytes: 0 }],
      [{}, { taught: true }],
    ];
    let now = drive;
    let context: GuardContext = { all: [drive, twin], neededBytes: 1e12, taught: false, blocked: true };
    const told = mend.map(([better, around]) => {
      now = { ...now, ...better };
      context = { ...context, ...around };
      return judge(now, context)?.code;
    });
    expect(told).toEqual([
      "holds-system",
      "holds-station",
      "mounted",
      "swap",
      "held",
      "blocked",
      "read-only",
      "duplicate-identity",
      "too-small",
      "untaught-port",
      "stale-signature",
    ]);
  });
});
