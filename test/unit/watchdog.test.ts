import { expect, test } from "vitest";
import { createWatchdog, watchdogLimits, type WatchdogAct } from "../../electron/engine/staging/watchdog.ts";

const limits = watchdogLimits(180_000);

/** Goes through a story of seconds: a number of bytes is progress, "look" is a look, and resumed(n) a new writer. */
function story(steps: [second: number, what: number | "look" | { resumed: number }][]): string[] {
  const dog = createWatchdog(limits, 0);
  return steps.flatMap(([second, what]) => {
    const now = second * 1000;
    let acts: WatchdogAct[] = [];
    if (typeof what === "number") acts = dog.progress(what, now);
    else if (what === "look") acts = dog.look(now);
    else dog.resumed(what.resumed);
    return acts.map((act) => `${second} ${act}`);
  });
}

test("the limits keep their share of the time to fail after", () => {
  expect(watchdogLimits(180_000)).toEqual({ slowMs: 30_000, restartMs: 120_000, stallMs: 180_000 });
  expect(watchdogLimits(12_000)).toEqual({ slowMs: 2000, restartMs: 8000, stallMs: 12_000 });
});

test.each<[string, Parameters<typeof story>[0], string[]]>([
  [
    "a drive that moves is left alone",
    [
      [10, 1],
      [39, 2],
      [68, 3],
      [97, "look"],
    ],
    [],
  ],
  [
    "30 s without progress make it slow, once",
    [
      [10, 5],
      [39, "look"],
      [40, "look"],
      [60, "look"],
    ],
    ["40 slow"],
  ],
  [
    "telling the same bytes again is no progress",
    [
      [10, 5],
      [25, 5],
      [40, 5],
    ],
    ["40 slow"],
  ],
  [
    "120 s end its writer",
    [
      [0, 5],
      [30, "look"],
      [119, "look"],
      [120, "look"],
    ],
    ["30 slow", "120 restart"],
  ],
  [
    "180 s are a stall",
    [
      [0, 5],
      [30, "look"],
      [120, "look"],
      [179, "look"],
      [180, "look"],
      [200, "look"],
    ],
    ["30 slow", "120 restart", "180 stall"],
  ],
  [
    "what was missed is told in order",
    [
      [0, 5],
      [500, "look"],
    ],
    ["500 slow", "500 restart", "500 stall"],
  ],
  [
    "30 s of progress after a pause end its slowness",
    [
      [0, 5],
      [30, "look"],
      [50, 6],
      [65, 7],
      [80, 8],
    ],
    ["30 slow", "80 recover"],
  ],
  [
    "a drive that hobbles along stays slow, and is told so once",
    [
      [0, 1],
      [30, "look"],
      [31, 2],
      [61, "look"],
      [62, 3],
      [92, "look"],
      [93, 4],
    ],
    ["30 slow"],
  ],
  [
    "a new writer that gets no further stalls without another one",
    [
      [0, 50],
      [30, "look"],
      [120, "look"],
      [121, { resumed: 10 }],
      [122, 20],
      [123, 50],
      [243, "look"],
      [303, "look"],
    ],
    ["30 slow", "120 restart", "303 stall"],
  ],
  [
    "a new writer that got further may be replaced again",
    [
      [0, 50],
      [30, "look"],
      [120, "look"],
      [121, { resumed: 10 }],
      [122, 51],
      [242, "look"],
    ],
    ["30 slow", "120 restart", "242 restart"],
  ],
])("%s", (_what, steps, told) => {
  expect(story(steps)).toEqual(told);
});

test("it says when to look next", () => {
  const dog = createWatchdog(limits, 1000);
  expect(dog.nextLook()).toBe(31_000);
  dog.look(31_000);
  expect(dog.nextLook()).toBe(121_000);
  dog.progress(1, 50_000);
  expect(dog.nextLook()).toBe(80_000);
});

test("the rate it tells counts the pauses", () => {
  const dog = createWatchdog(limits, 0);
  dog.progress(60e6, 10_000);
  expect(dog.bytesPerSecond(30_000)).toBe(2e6);
});
