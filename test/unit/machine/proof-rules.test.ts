import { describe, expect, test } from "vitest";
import {
  parseScreen,
  sameScreen,
  shareOf,
  showsText,
  textOfScreen,
  type Screen,
} from "../../../electron/engine/machine/proof/screen.ts";
import { watchFor } from "../../../electron/engine/machine/proof/rule.ts";
import { qemuArguments } from "../../../electron/engine/machine/proof/qemu-arguments.ts";
import { readRule } from "../../../electron/engine/cli/commands/prove.ts";
import { proofTurns } from "../../../electron/engine/proof-turns.ts";

const HAND_OVER = "SeaBIOS\r\nBooting from Hard Disk...\r\n";

/** A screen of 100 by 100 dots, all of one grey but for `changed` white ones. */
function screen(grey: number, changed = 0): Screen {
  const dots = new Uint8Array(100 * 100 * 3).fill(grey);
  dots.fill(255, 0, changed * 3);
  return { width: 100, height: 100, dots };
}

describe("the screen comes to rest", () => {
  const rule = { kind: "settles", seconds: 5 } as const;

  test("only after the drive has shown something: the firmware's own words do not count", () => {
    const sight = watchFor(rule);
    sight.screen(screen(0), 0, 0);
    sight.serial(HAND_OVER);
    for (let second = 1; second < 60; second++) sight.screen(screen(10), second * 1000, 0);
    expect(sight.kept()).toBeNull();
  });

  test("when it has not changed for so long, a blinking cursor aside", () => {
    const sight = watchFor(rule);
    sight.serial(HAND_OVER);
    sight.screen(screen(0), 0, 0);
    sight.screen(screen(80), 1000, 40);
    for (let second = 2; second < 6; second++)
      sight.screen(screen(80, second % 2 ? 40 : 0), second * 1000, 41);
    expect(sight.kept()).toBeNull();
    sight.screen(screen(80), 6000, 42);
    expect(sight.kept()).toMatch(/came to rest and stayed so for 5 s/);
  });

  test("not while the drive is still being read: something is being loaded behind a still picture", () => {
    const sight = watchFor(rule);
    sight.serial(`${HAND_OVER}Loading files`);
    for (let second = 0; second < 60; second++) sight.screen(screen(80), second * 1000, second * 30);
    expect(sight.kept()).toBeNull();
  });
});

describe("other rules", () => {
  test("a text on the serial port, a colour on the screen, a call home: each is told in words", () => {
    const serial = watchFor({ kind: "serial", text: "WinPE is up" });
    serial.serial(`${HAND_OVER}WinPE is`);
    expect(serial.kept()).toBeNull();
    serial.serial(`${HAND_OVER}WinPE is up`);
    expect(serial.kept()).toBe("“WinPE is up” came out of the serial port.");

    const text = watchFor({ kind: "text", text: "Ready" });
    text.serial(`${HAND_OVER}Not yet`);
    text.text("Starting\n\nGetting ");
    expect(text.kept()).toBeNull();
    text.text("Starting\n\nGetting Ready");
    expect(text.kept()).toBe("“Ready” stands on the screen.");

    const colour = watchFor({ kind: "colour", colour: "#505050", share: 0.5 });
    colour.screen(screen(20), 0, 0);
    expect(colour.kept()).toBeNull();
    colour.screen(screen(82), 1000, 0);
    expect(colour.kept()).toBe("100 % of the screen has the colour #505050.");

    const call = watchFor({ kind: "call-home" });
    call.called("GET /mp/hello");
    expect(call.kept()).toBe("The started system called home: GET /mp/hello.");
  });

  test.each([
    ["NTFS boot: BOOTMGR is missing\r\n", "“NTFS boot: BOOTMGR is missing”"],
    ["FAT boot: BOOTMGR is missing\r\n", "“FAT boot: BOOTMGR is missing”"],
    ["MBR: no active partition\r\n", "“MBR: no active partition”"],
    ["    File: \\Boot\\BCD\r\n    Status: 0xc000000f\r\n", "Windows' boot manager shows 0xc000000f"],
    ["Error code: 0xC0000225\r\n", "Windows' boot manager shows 0xc0000225"],
    ["No bootable device.\r\n", "“No bootable device.”"],
    ["UEFI Interactive Shell v2.2\r\n", "the firmware found no loader on it, and opened its own shell"],
  ])("a start that gives up with %j is over, whatever is waited for", (said, words) => {
    const sight = watchFor({ kind: "call-home" });
    sight.serial(`SeaBIOS\r\n${said}`);
    expect(sight.gaveUp()).toBe(words);
  });

  test("rules as they are typed", () => {
    expect(readRule("settles")).toEqual({ kind: "settles", seconds: 15 });
    expect(readRule("settles:20")).toEqual({ kind: "settles", seconds: 20 });
    expect(readRule("serial:a: b")).toEqual({ kind: "serial", text: "a: b" });
    expect(readRule("text:Getting Ready")).toEqual({ kind: "text", text: "Getting Ready" });
    expect(readRule("colour:#0078D7:0.5")).toEqual({ kind: "colour", colour: "#0078d7", share: 0.5 });
    expect(readRule("call-home")).toEqual({ kind: "call-home" });
    for (const wrong of [
      "",
      "settles:0",
      "serial:",
      "text:",
      "colour:blue",
      "colour:#0078d7:2",
      "call-home:x",
    ])
      expect(() => readRule(wrong)).toThrow(/--rule/);
  });
});

describe("pictures of the screen", () => {
  test("are read as QEMU writes them, and nothing else is", () => {
    const dots = Buffer.from([1, 2, 3, 4, 5, 6]);
    const good = Buffer.concat([Buffer.from("P6\n2 1\n255\n"), dots]);
    expect(parseScreen(Uint8Array.from(good))).toEqual({ width: 2, height: 1, dots: Uint8Array.from(dots) });
    expect(parseScreen(good.subarray(0, -1))).toBeNull();
    for (const bad of ["", "P6\n", "P5\n2 1\n255\n......", "P6\n0 1\n255\n", "P6\n99999 99999\n255\n"])
      expect(parseScreen(Buffer.from(bad))).toBeNull();
  });

  test("that show text are read as text, each line without its end's blanks", () => {
    const memory = new Uint8Array(80 * 25 * 2).fill(0x20);
    for (const [n, code] of Buffer.from("Status: \x01ok").entries()) memory[(80 + n) * 2] = code;
    expect(textOfScreen(memory)).toBe(`\nStatus:  ok${"\n".repeat(23)}`);
    expect([showsText({ ...screen(0), width: 720, height: 400 }), showsText(screen(0))]).toEqual([
      true,
      false,
    ]);
  });

  test("differ when more than a cursor changed", () => {
    expect(sameScreen(screen(0), screen(0, 50))).toBe(true);
    expect(sameScreen(screen(0), screen(0, 51))).toBe(false);
    expect(sameScreen(screen(0), { ...screen(0), width: 50, height: 200 })).toBe(false);
    expect(shareOf(screen(0, 2500), "#ffffff")).toBe(0.25);
  });
});

test("the computer gets the drive as a descriptor that cannot write, and no network unless it may call home", () => {
  const computer = {
    firmware: "bios",
    disk: "nvme",
    sectorBytes: 4096,
    memoryMb: 512,
    blockDevice: true,
    driveFd: 3,
    qmpSocket: "/tmp/a,b/qmp",
    uefi: null,
    netdev: null,
  } as const;
  const said = qemuArguments(computer).join(" ");
  expect(said).toContain("-accel tcg");
  expect(said).toContain("-add-fd set=1,fd=3");
  expect(said).toContain("file.driver=host_device,file.filename=/dev/fdset/1,snapshot=on");
  expect(said).toContain("unix:/tmp/a,,b/qmp");
  expect(said).toContain("logical_block_size=4096");
  expect(said).toContain("-nic none");
  expect(said).toContain("spawn=deny");
});

describe("the queue", () => {
  test("lets so many through at once, the others in their order; who leaves the queue gets no turn", async () => {
    const turns = proofTurns(1);
    const order: string[] = [];
    const stay = new AbortController().signal;
    const leave = new AbortController();
    const first = await turns.take(stay);
    const second = turns.take(leave.signal).catch(() => order.push("left"));
    const third = turns.take(stay).then((give) => (order.push("third"), give));
    leave.abort(new Error("cancelled"));
    await second;
    expect(order).toEqual(["left"]);
    first();
    first(); // given back twice is given back once
    (await third)();
    const [a, b] = [await turns.take(stay), turns.take(stay)];
    a();
    (await b)();
    expect(order).toEqual(["left", "third"]);
  });
});
