import { spawn, type ChildProcess } from "node:child_process";

/** Keeps the computer awake while drives run, where systemd is there to ask. Where it is not, nothing happens. */
export function sleepInhibitor(log: (line: string) => void): (running: boolean) => void {
  let holder: ChildProcess | null = null;
  return (running) => {
    if (!running) {
      holder?.stdin?.end(); // `cat` ends with it, and the inhibition with `cat`
      holder = null;
      return;
    }
    if (holder) return;
    const args = [
      "--what=sleep:shutdown:idle",
      "--who=Prestage",
      "--why=Drives are being staged",
      "--mode=block",
      "cat",
    ];
    const child = spawn("systemd-inhibit", args, { stdio: ["pipe", "ignore", "ignore"] });
    child.stdin.on("error", () => {});
    child.on("error", () => log("sleep is not inhibited: systemd-inhibit is not here"));
    child.on("exit", () => {
      if (holder === child) holder = null;
    });
    holder = child;
  };
}
