/** What the drivelist package says of a drive: whether the computer runs from it. */
export type Opinion = "system" | "not-system" | "unknown";

/**
 * Asks the drivelist package, where it is installed, about drives by path. For the log only: on Linux it calls every
 * internal drive a system drive and sees no loop devices, so it can neither overrule the guard nor stand in for it.
 */
export async function secondOpinion(paths: readonly string[]): Promise<Map<string, Opinion>> {
  const listed = await listQuietly();
  return new Map(paths.map((path) => [path, opinionOf(listed.find(({ device }) => device === path))]));
}

function opinionOf(listed: { isSystem: boolean } | undefined): Opinion {
  if (!listed) return "unknown";
  return listed.isSystem ? "system" : "not-system";
}

async function listQuietly(): Promise<{ device: string; isSystem: boolean }[]> {
  try {
    const { list } = await import("drivelist");
    return await list();
  } catch {
    return []; // an optional package: not installed, not built for this system, or its own tool is missing
  }
}
