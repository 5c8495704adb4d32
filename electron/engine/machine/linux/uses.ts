import type { DriveUse } from "../../../../shared/drive.ts";
import { nodeNameOf, nodePathOf, type BlockNode } from "./block-nodes.ts";
import { parseMountinfo, parseSwaps, type Mount } from "./mountinfo.ts";
import type { KernelFiles } from "./sysfs.ts";

/** What this computer does with its block devices at one moment. */
export interface UsageMap {
  nodes: readonly BlockNode[];
  /** With the block devices under each, by name: one, or all members of a btrfs. */
  mounts: { mountPoint: string; on: ReadonlySet<string> }[];
  swaps: { source: string; on: string }[];
  /** File systems over several devices that the kernel has open. */
  pools: { by: string; members: readonly string[] }[];
  /** What a holder is called by people: "dm-0 (vg0-root)". */
  nameOf(holder: string): string;
  station: { folder: string; on: ReadonlySet<string> }[];
}

/** Reads the whole map. `stationFolders`: where the station keeps media, masters and records. */
export function readUsage(
  files: KernelFiles,
  nodes: readonly BlockNode[],
  stationFolders: readonly string[],
): UsageMap {
  const mapped = new Map(
    nodes
      .filter(({ name }) => name.startsWith("dm-"))
      .map(({ name }) => [files.text(`/sys/block/${name}/dm/name`), name] as const),
  );
  const nodeOf = (source: string): string | null =>
    mapped.get(source.replace(/^\/dev\/mapper\//, "")) ?? nodeNameOf(files.real(source));
  const pools = readPools(files);
  const devs = new Map(nodes.map(({ dev, name }) => [dev, name]));

  function under({ dev, source }: Mount): ReadonlySet<string> {
    const names = [devs.get(dev), source.startsWith("/dev/") ? nodeOf(source) : null].filter(
      (name) => name != null,
    );
    const siblings = pools.filter(({ members }) => members.some((member) => names.includes(member)));
    return new Set([...names, ...siblings.flatMap(({ members }) => members)]);
  }

  const mounts = parseMountinfo(files.text("/proc/self/mountinfo") ?? "").map((mount) => ({
    mountPoint: mount.mountPoint,
    on: under(mount),
  }));
  return {
    nodes,
    mounts,
    swaps: parseSwaps(files.text("/proc/swaps") ?? "").flatMap((source) => {
      const on = nodeOf(source);
      return on === null ? [] : [{ source, on }];
    }),
    pools,
    nameOf(holder) {
      const name = files.text(`/sys/block/${holder}/dm/name`);
      return name ? `${holder} (${name})` : holder;
    },
    station: stationFolders.flatMap((folder) => {
      const mount = mountOf(files.real(folder), mounts);
      return mount ? [{ folder, on: mount.on }] : [];
    }),
  };
}

/** Members of a btrfs have no holders in /sys, and only one of them is named in mountinfo. */
function readPools(files: KernelFiles): UsageMap["pools"] {
  return files.names("/sys/fs/btrfs").flatMap((uuid) => {
    const members = files.names(`/sys/fs/btrfs/${uuid}/devices`);
    const label = files.text(`/sys/fs/btrfs/${uuid}/label`);
    return members.length === 0 ? [] : [{ by: `btrfs ${label || uuid}`, members }];
  });
}

/** The mount that a path lies on: the longest mount point above it, and the newest where two are alike. */
function mountOf<M extends { mountPoint: string }>(path: string, mounts: readonly M[]): M | undefined {
  const above = mounts.filter(
    ({ mountPoint }) => mountPoint === "/" || path === mountPoint || path.startsWith(`${mountPoint}/`),
  );
  return above.toSorted((a, b) => a.mountPoint.length - b.mountPoint.length).at(-1);
}

/** All uses of a disk: its own, its partitions', and those of everything built on them, however deep. */
export function usesOf(disk: string, map: UsageMap): DriveUse[] {
  const reached = reachFrom(disk, map.nodes);
  const touches = (on: ReadonlySet<string>) => [...on].some((name) => reached.has(name));
  const mounted = map.mounts.filter(({ on }) => touches(on)).map(({ mountPoint }) => mountPoint);
  const own = map.nodes.filter((node) => node.name === disk || node.disk === disk);
  const holders = own.flatMap((node) => node.holders).map((holder) => map.nameOf(holder));
  const pools = map.pools.filter(({ members }) => members.some((name) => reached.has(name)));
  return [
    ...unique(mounted)
      .toSorted()
      .map((where): DriveUse => ({ use: isSystem(where) ? "system" : "mounted", where })),
    ...map.swaps
      .filter(({ on }) => reached.has(on))
      .map(({ on }): DriveUse => ({ use: "swap", where: nodePathOf(on) })),
    ...unique([...holders, ...pools.map(({ by }) => by)]).map((by): DriveUse => ({ use: "held", by })),
    ...map.station
      .filter(({ on }) => touches(on))
      .map(({ folder }): DriveUse => ({ use: "station", where: folder })),
  ];
}

function reachFrom(disk: string, nodes: readonly BlockNode[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const next = [disk];
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const node of nodes) {
      if (node.name === name) next.push(...node.holders);
      if (node.disk === name) next.push(node.name);
    }
  }
  return reached;
}

const SYSTEM = new Set(["/", "/boot", "/efi", "/usr", "/etc", "/opt", "/var", "/var/lib", "/var/log"]);

function isSystem(mountPoint: string): boolean {
  return SYSTEM.has(mountPoint) || mountPoint.startsWith("/boot/") || mountPoint.startsWith("/usr/");
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
