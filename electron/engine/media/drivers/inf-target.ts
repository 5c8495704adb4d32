import type { Architecture } from "../../../../shared/media.ts";

/** For which Windows the models of a section are: the decoration behind its name. */
export interface InfTarget {
  /** As it is written: "NTamd64.10.0...16299"; empty for a section without one. */
  text: string;
  architecture: Architecture;
  /** The oldest Windows: major, minor, build; null for any. */
  since: readonly [major: number, minor: number, build: number] | null;
  /** 1 workstation, 2 domain controller, 3 server; null for any. */
  productType: number | null;
}

/** The Windows that is to load a driver: that of a boot image. */
export interface InfWindows {
  architecture: Architecture;
  /** "10.0.26100.1"; null when the image does not say. */
  version: string | null;
}

const ARCHITECTURES: ReadonlyMap<string, Architecture> = new Map([
  ["", "x86"],
  ["x86", "x86"],
  ["amd64", "x64"],
  ["arm64", "arm64"],
  ["arm", "arm"],
  ["ia64", "ia64"],
]);
const WORKSTATION = 1; // what Windows PE is

/**
 * "NT[architecture][.[major][.[minor][.[product type][.[suites][.[build]]]]]]". One that names no architecture is for
 * x86. Null when it is none. Source: "INF Manufacturer Section" of Windows' driver documentation.
 */
export function readTarget(text: string): InfTarget | null {
  const [, name, rest = ""] = /^nt([a-z0-9]*)((?:\.[0-9a-fx]*){0,5})$/i.exec(text) ?? [];
  const architecture = name === undefined ? undefined : ARCHITECTURES.get(name.toLowerCase());
  if (architecture === undefined) return null;
  const [major, minor, productType, , build] = rest.slice(1).split(".").map(readNumber);
  const since = major == null ? null : ([major, minor ?? 0, build ?? 0] as const);
  return { text, architecture, since, productType: productType ?? null };
}

/** Of a section whose name has no decoration. */
export const undecorated: InfTarget = { text: "", architecture: "x86", since: null, productType: null };

/** The one of these that this Windows takes: the newest that is not newer than it. Null when none is for it. */
export function chooseTarget(targets: readonly InfTarget[], windows: InfWindows): InfTarget | null {
  const version = windows.version?.split(".").map(Number) ?? null;
  const fitting = targets.filter(
    ({ architecture, since, productType }) =>
      architecture === windows.architecture &&
      (productType === null || productType === WORKSTATION) &&
      (since === null || version === null || compare(since, version) <= 0),
  );
  return fitting.reduce<InfTarget | null>(
    (best, one) => (best === null || compare(one.since ?? [], best.since ?? []) > 0 ? one : best),
    null,
  );
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let n = 0; n < 3; n++) {
    const difference = (a[n] ?? 0) - (b[n] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function readNumber(text: string): number | null {
  return /^(\d{1,9}|0x[0-9a-f]{1,8})$/i.test(text) ? Number(text) : null;
}
