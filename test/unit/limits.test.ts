import { describe, expect, test } from "vitest";
import { controllerOf, createTurns, limitOf, type Slot } from "../../electron/engine/staging/limits.ts";

const usb = (plug: string) => ({ port: `pci0000:00/0000:00:14.0/usb3/${plug}:1.0/0:0:0` });
const HUB = "pci0000:00/0000:00:14.0/usb3";

test.each([
  ["pci0000:00/0000:00:14.0/usb3/1.4:1.0/0:0:0", HUB],
  ["pci0000:00/0000:00:14.0/usb2/1:1.0/0:0:0", "pci0000:00/0000:00:14.0/usb2"],
  ["pci0000:00/0000:00:17.0/ata-2/0:0:0", "pci0000:00/0000:00:17.0"],
  ["pci0000:00/0000:00:1d.0/0000:03:00.0/expander-0x5003/phy-4", "pci0000:00/0000:00:1d.0"],
  ["training:4", "training:4"],
  ["loop:/srv/one.img", "loop:/srv/one.img"],
])("a drive at %s hangs on %s", (port, controller) => {
  expect(controllerOf(port)).toBe(controller);
});

test("USB root hubs have a limit of ten, other controllers none, and a controller's own limit goes first", () => {
  const settings = { usb: 10, byController: { "pci0000:00/0000:00:17.0": 4 } };
  expect(limitOf(HUB, settings)).toBe(10);
  expect(limitOf("pci0000:00/0000:00:1d.0", settings)).toBeNull();
  expect(limitOf("pci0000:00/0000:00:17.0", settings)).toBe(4);
  expect(limitOf(HUB, { usb: null, byController: {} })).toBeNull();
});

describe("turns behind one controller", () => {
  const never = new AbortController().signal;

  test("who came first goes first, as slots come back", async () => {
    const turns = createTurns(() => ({ usb: 2, byController: {} }));
    const slots = new Map<string, Slot>();
    const order: string[] = [];
    for (const name of ["1", "2", "3", "4", "5"])
      void turns.take(usb(name), never).then((slot) => (order.push(name), slots.set(name, slot)));
    await Promise.resolve();
    await Promise.resolve();
    expect(order).toEqual(["1", "2"]);
    expect(turns.holding()).toEqual([{ controller: HUB, limit: 2, waiting: 3 }]);
    slots.get("2")?.();
    slots.get("2")?.(); // a slot is given back once
    await new Promise(setImmediate);
    expect(order).toEqual(["1", "2", "3"]);
    slots.get("1")?.();
    slots.get("3")?.();
    await new Promise(setImmediate);
    expect(order).toEqual(["1", "2", "3", "4", "5"]);
    expect(turns.holding()).toEqual([]);
  });

  test("one that is cancelled while it waits leaves the queue, and holds nobody up", async () => {
    const turns = createTurns(() => ({ usb: 1, byController: {} }));
    const first = await turns.take(usb("1"), never);
    const abort = new AbortController();
    const cancelled = turns.take(usb("2"), abort.signal);
    const third = turns.take(usb("3"), never);
    abort.abort(new Error("cancel"));
    await expect(cancelled).rejects.toThrow("cancel");
    first();
    expect(await third).toBeTypeOf("function");
  });

  test("a limit that is raised lets in who waits, in order, and a lower one holds until enough have ended", async () => {
    let limit: number | null = 1;
    const turns = createTurns(() => ({ usb: limit, byController: {} }));
    const slots = new Map<string, Slot>();
    for (const name of ["1", "2", "3", "4"])
      void turns.take(usb(name), never).then((slot) => slots.set(name, slot));
    limit = 3;
    turns.look();
    await new Promise(setImmediate);
    expect([...slots.keys()]).toEqual(["1", "2", "3"]);
    limit = 1;
    slots.get("1")?.();
    slots.get("2")?.();
    await new Promise(setImmediate);
    expect(slots.has("4")).toBe(false);
    slots.get("3")?.();
    await new Promise(setImmediate);
    expect(slots.has("4")).toBe(true);
  });

  test("another controller's drives do not wait", async () => {
    const turns = createTurns(() => ({ usb: 1, byController: {} }));
    await turns.take(usb("1"), never);
    expect(turns.tryTake(usb("2"))).toBeNull();
    expect(turns.tryTake({ port: "pci0000:00/0000:00:17.0/ata-2/0:0:0" })).not.toBeNull();
  });
});
