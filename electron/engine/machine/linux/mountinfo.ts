/** One line of /proc/self/mountinfo (man 5 proc_pid_mountinfo), as far as drives are concerned. */
export interface Mount {
  /** "8:1"; for btrfs and the like a number that is no block device's. */
  dev: string;
  mountPoint: string;
  fileSystem: string;
  /** "/dev/sda1", or whatever the file system calls its source. */
  source: string;
}

export function parseMountinfo(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [before = "", after] = line.split(" - ");
    const [, , dev, , mountPoint] = before.split(" ");
    const [fileSystem, source] = after?.split(" ") ?? [];
    if (!dev || !mountPoint || fileSystem === undefined || source === undefined) return [];
    return [{ dev, mountPoint: unescape(mountPoint), fileSystem, source: unescape(source) }];
  });
}

/** What /proc/swaps lists: "/dev/sda2", or the path of a swap file. */
export function parseSwaps(text: string): string[] {
  return text
    .split("\n")
    .slice(1)
    .map((line) => unescape(line.split(/\s+/)[0] ?? ""))
    .filter((source) => source !== "");
}

/** The kernel writes blanks and backslashes in octal. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
