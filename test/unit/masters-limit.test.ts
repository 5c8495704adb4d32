import { expect, test } from "vitest";
import { inDroppingOrder } from "../../electron/engine/machine/kept-master.ts";
import { Settings } from "../../electron/engine/settings.ts";
import { mastersLimitBytes } from "../../shared/masters.ts";
import { defaultSettings } from "../../shared/settings.ts";

test("what masters may take is a size or a share of the disk", () => {
  const of = (text: string) => mastersLimitBytes(text, 1e12);
  expect(["200 GB", "150GiB", "40 %", "0 GB", "100%"].map(of)).toEqual([
    200e9,
    150 * 2 ** 30,
    400e9,
    0,
    1e12,
  ]);
  expect(of(defaultSettings["masters-limit"])).toBe(200e9);
});

test.each(["", "200", "-1 GB", "101 %", "1.5 GB", "many GB"])(
  "“%s” is no limit, and is refused in words",
  (text) => {
    const settings = new Settings({ setting: () => null, setSetting: () => {} });
    expect(() => settings.change({ "masters-limit": text })).toThrow("a size like 200 GB");
  },
);

test("the longest unused is dropped first, and one in use stands last", () => {
  const master = (key: string, lastUsedMs: number, held = false) => ({
    key,
    lastUsedMs,
    held,
    recipe: {} as never,
    allocatedBytes: 1,
    base: null,
  });
  const order = inDroppingOrder([master("held", 1, true), master("new", 9), master("old", 2)]);
  expect(order.map(({ key }) => key)).toEqual(["old", "new", "held"]);
});
