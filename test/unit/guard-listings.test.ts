import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { driveLister } from "../../electron/engine/machine/linux/list-drives.ts";
import { judge } from "../../electron/engine/staging/guard.ts";
import { computerOf } from "../support/lsblk-computer.ts";
import { makeComputer } from "../support/sysfs-tree.ts";

const folder = path.resolve(import.meta.dirname, "../../../shared/samples/drives/lsblk");

/** The guard's answer for each drive of a recorded computer whose ports all are bays. */
async function verdicts(listing: string): Promise<Record<string, string>> {
  const computer = computerOf(JSON.parse(fs.readFileSync(path.join(folder, listing), "utf8")));
  const { root, remove } = makeComputer(computer);
  try {
    const all = await driveLister({ root, allowLoop: true }).list();
    const told = all.map((drive) => {
      const refusal = judge(drive, { all, taught: true, blocked: false });
      return [
        `${drive.path} ${drive.model}`,
        refusal ? `${refusal.code}: ${refusal.message}` : "may be staged",
      ];
    });
    return Object.fromEntries(told) as Record<string, string>;
  } finally {
    remove();
  }
}

const system = "holds-system: This computer runs from it: /. (and 2 more)";
const internal = {
  "/dev/nvme0n1 KINGSTON SKC1000240G": "mounted: Mounted at /home. (and 1 more)",
  "/dev/sda KINGSTON SH103S3": system,
  "/dev/sdb WDC WD800JD-00MS": "mounted: Mounted at /home/archive.",
};

describe.skipIf(!fs.existsSync(folder))("a recorded computer, with every drive in a taught bay", () => {
  test("with LVM over four loop devices has not one drive that may be staged", async () => {
    const held = "held: In use by dm-0 (vg_foo.4059-lv_foo.4059).";
    expect(await verdicts("util-linux_simple-lvm_v2.38_Ob.json")).toEqual({
      ...internal,
      "/dev/loop0 Loop device": held,
      "/dev/loop1 Loop device": held,
      "/dev/loop2 Loop device": held,
      "/dev/loop3 Loop device": held,
    });
  });

  test("with NVMe and SATA has not one drive that may be staged", async () => {
    expect(await verdicts("util-linux_simple-nvme_v2.38_Ob.json")).toEqual(internal);
  });
});
