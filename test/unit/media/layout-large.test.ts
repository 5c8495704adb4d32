import { expect, test } from "vitest";
import { readLayout } from "../../../electron/engine/media/configmgr/read-layout.ts";
import { NameList, type NameEntry } from "../../../electron/engine/media/names/name-list.ts";
import { rawNames, sha1Of, type RawEntry } from "../../support/raw-wim.ts";
import { turnsDuring } from "../../support/turns-during.ts";

const NAMES = 40_000;
const PACKAGES = 200;

/** Tells how many names were read out of it. */
class CountedNames extends NameList {
  read = 0;

  override *children(folder: NameEntry): Generator<NameEntry> {
    for (const entry of super.children(folder)) {
      this.read++;
      yield entry;
    }
  }
}

const folder = (name: string, children: RawEntry[]): RawEntry => ({ name, children });
const id = (n: number) => `ABC${n.toString(16).padStart(5, "0")}`;

const others = (): RawEntry[] => Array.from({ length: NAMES }, (_, n) => ({ name: `other ${n}` }));
const laid = (root: RawEntry[]) => {
  const list = new CountedNames(rawNames(root));
  return { wim: "/nowhere.wim", list, sizeOf: new Map([[sha1Of("here"), 4]]), folder: "/nowhere" };
};
const variables = () => folder("SMS", [folder("data", [folder("Variables.dat", [])])]);

/** Where the packages lie, behind many other names. */
function laidOut() {
  const packages = [
    ...others(),
    ...Array.from({ length: PACKAGES }, (_, n) => folder(id(n), [{ name: "a.wim", content: "here" }])),
  ];
  return laid([variables(), folder("_SMSTaskSequence", [folder("Packages", packages)])]);
}

test("the packages of a medium are found in one go through their folder, however many names lie in it", async () => {
  const medium = laidOut();
  const layout = await readLayout(medium, {});
  expect(layout?.packages).toHaveLength(PACKAGES);
  expect(layout?.packages.at(-1)).toEqual({ id: id(PACKAGES - 1).toUpperCase(), files: 1, bytes: 4 });
  expect(medium.list.read).toBeLessThan(2 * NAMES);
});

test("while a medium's packages are looked for it may be told to stop", async () => {
  const control = new AbortController();
  const reading = readLayout(laidOut(), { signal: control.signal });
  setImmediate(() => control.abort(new Error("no more")));
  await expect(reading).rejects.toThrow("no more");
});

test("a medium with many names beside its layout is looked through while others have their turn", async () => {
  const medium = laid([...others(), variables()]);
  const turns = await turnsDuring(async () => {
    expect(await readLayout(medium, {})).toMatchObject({ kind: "other", packages: [] });
  });
  expect(turns).toBeGreaterThan(20);
  expect(medium.list.read).toBeLessThan(5 * NAMES);
});
