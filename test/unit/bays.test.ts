import { describe, expect, test } from "vitest";
import type { Drive } from "../../shared/drive.ts";
import { assignBays } from "../../electron/engine/staging/bays.ts";
import { aDrive } from "../support/a-drive.ts";

const loop = (port: string): Drive => aDrive({ kind: "loop", port, path: `/dev/${port}` });
const disk = (port: string): Drive => aDrive({ port });
const numbers = (bays: { bay: number; port: string }[]) => bays.map(({ bay, port }) => [bay, port]);

describe("the bays of a bench", () => {
  test("keep their numbers whatever is in them; an empty one stays a bay", () => {
    const taught = [
      { port: "left", bay: 2 },
      { port: "right", bay: 1 },
    ];
    expect(assignBays([disk("left")], taught)).toEqual({
      bays: [
        { bay: 1, port: "right", drive: null },
        { bay: 2, port: "left", drive: disk("left") },
      ],
      strangers: [],
      crowdedPorts: [],
      selfTaught: [],
    });
  });

  test("leave a drive on an untaught port a stranger", () => {
    const { bays, strangers } = assignBays([disk("a port"), disk("left")], [{ port: "left", bay: 1 }]);
    expect([numbers(bays), strangers]).toEqual([[[1, "left"]], [disk("a port")]]);
  });

  test("take loop devices in by themselves, on the lowest free numbers", () => {
    const { bays } = assignBays([loop("loop10"), loop("loop9"), loop("loop2")], [{ port: "left", bay: 2 }]);
    expect(numbers(bays)).toEqual([
      [1, "loop2"],
      [2, "left"],
      [3, "loop9"],
      [4, "loop10"],
    ]);
  });

  test("do not move a loop device when one before it goes or another comes", () => {
    const first = assignBays([loop("a"), loop("b"), loop("c")], []);
    const second = assignBays([loop("c"), loop("b")], [], first);
    const third = assignBays([loop("aa"), loop("c"), loop("b"), loop("d")], [], second);
    expect([second, third].map(({ bays }) => numbers(bays))).toEqual([
      [
        [2, "b"],
        [3, "c"],
      ],
      [
        [1, "aa"],
        [2, "b"],
        [3, "c"],
        [4, "d"],
      ],
    ]);
  });

  test("give a number that a person taught to the taught port, even when a loop device had it", () => {
    const before = { selfTaught: [{ port: "a", bay: 1 }] };
    const { bays, selfTaught } = assignBays([loop("a"), disk("left")], [{ port: "left", bay: 1 }], before);
    expect([numbers(bays), selfTaught]).toEqual([
      [
        [1, "left"],
        [2, "a"],
      ],
      [{ port: "a", bay: 2 }],
    ]);
  });

  test("hold no drive when two answer on one port, and say which port", () => {
    const two = [disk("multiplier"), aDrive({ port: "multiplier", path: "/dev/sdc", serial: "SN-2" })];
    expect(assignBays(two, [{ port: "multiplier", bay: 1 }])).toEqual({
      bays: [{ bay: 1, port: "multiplier", drive: null }],
      strangers: two,
      crowdedPorts: ["multiplier"],
      selfTaught: [],
    });
  });

  test("leave loop devices strangers when they may not teach themselves", () => {
    const { bays, strangers } = assignBays([loop("a")], [], { selfTeaching: false });
    expect([bays, strangers]).toEqual([[], [loop("a")]]);
  });
});
