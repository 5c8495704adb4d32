import { z } from "zod";
import type { FakeComputer, FakeDisk } from "./sysfs-tree.ts";

/** What is used here of `lsblk --json --bytes --output-all`. */
interface LsblkNode {
  kname: string;
  name: string;
  type: string;
  "maj:min": string;
  size: number;
  ro: boolean;
  rm: boolean;
  hctl: string | null;
  model: string | null;
  vendor: string | null;
  serial: string | null;
  mountpoints: (string | null)[];
  children?: LsblkNode[] | undefined;
}

const LsblkNode: z.ZodType<LsblkNode> = z.lazy(() =>
  z.object({
    kname: z.string(),
    name: z.string(),
    type: z.string(),
    "maj:min": z.string(),
    size: z.number(),
    ro: z.boolean(),
    rm: z.boolean(),
    hctl: z.string().nullable(),
    model: z.string().nullable(),
    vendor: z.string().nullable(),
    serial: z.string().nullable(),
    mountpoints: z.array(z.string().nullable()),
    children: z.array(LsblkNode).optional(),
  }),
);

/** The computer that a listing was recorded on, as far as the listing tells. */
export function computerOf(lsblkJson: unknown): FakeComputer {
  const { blockdevices } = z.object({ blockdevices: z.array(LsblkNode) }).parse(lsblkJson);
  const disks = new Map<string, FakeDisk>();
  const mounts: NonNullable<FakeComputer["mounts"]> = [];
  const visit = (node: LsblkNode): void => {
    for (const place of node.mountpoints)
      if (place) mounts.push([node["maj:min"], place, "ext4", `/dev/${node.kname}`]);
    if (node.type !== "part") disks.set(node.kname, diskOf(node));
    for (const child of node.children ?? []) visit(child);
  };
  for (const node of blockdevices) visit(node);
  return { disks: [...disks.values()], mounts };
}

function diskOf(node: LsblkNode): FakeDisk {
  const children = node.children ?? [];
  const heldBy = ({ children: on = [] }: LsblkNode) =>
    on.filter(({ type }) => type !== "part").map(({ kname }) => kname);
  const at = placeOf(node);
  return {
    name: node.kname,
    ...(at !== null && { at }),
    dev: node["maj:min"],
    sectors: node.size / 512,
    files: {
      ro: node.ro ? "1" : "0",
      removable: node.rm ? "1" : "0",
      ...(node.model !== null && { "device/model": node.model }),
      ...(node.vendor !== null && { "device/vendor": node.vendor }),
      ...(node.serial !== null && { "device/serial": node.serial }),
      ...(node.type === "loop" && { "loop/backing_file": `/srv/${node.kname}.img` }),
      ...(node.kname.startsWith("dm-") && { "dm/name": node.name }),
    },
    holders: heldBy(node),
    partitions: children
      .filter(({ type }) => type === "part")
      .map((part, index) => ({
        name: part.kname,
        dev: part["maj:min"],
        start: 2048 * (index + 1),
        sectors: part.size / 512,
        holders: heldBy(part),
      })),
  };
}

function placeOf({ kname, hctl }: LsblkNode): string | null {
  if (hctl) return `pci0000:00/0000:00:1f.2/ata1/host0/target${hctl.slice(0, 5)}/${hctl}`;
  const controller = /^nvme\d+/.exec(kname)?.[0];
  return controller ? `pci0000:00/0000:01:00.0/nvme/${controller}` : null;
}
