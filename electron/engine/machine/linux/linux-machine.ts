import { StagingFault } from "../../../../shared/fault.ts";
import type { Drive } from "../../../../shared/drive.ts";
import type { ClaimedDrive, DriveNote, Machine } from "../../staging/machine.ts";
import { discard, flushBuffers, rereadPartitions, standbyNow, SystemCallError } from "../libc.ts";
import { claimDrive, type OpenDrive } from "../writer/claimed-drive.ts";
import type { WriterLimits } from "../writer/watched-writer.ts";
import { blinkDrive } from "./blink.ts";
import { clearOldData } from "./clear-old-data.ts";
import { driveLister, type DriveLister } from "./list-drives.ts";
import { confirmDrive, openDrive } from "./open-drive.ts";
import { requestSizes } from "./request-sizes.ts";
import { watchDrives } from "./watch.ts";

export interface LinuxOptions {
  home: string;
  allowLoop: boolean;
  masterPath(key: string): string;
  limits?: WriterLimits;
}

const DISCARD_STEP_BYTES = 2 ** 32;

/** The real bench on Linux: this computer's block devices. */
export class LinuxMachine implements Machine {
  readonly kind = "real";
  readonly #options: LinuxOptions;
  readonly #lister: DriveLister;
  readonly #ours = new Set<string>();
  readonly #blocked = new Set<string>();
  #changed = () => {};

  /** @throws StagingFault root-needed */
  constructor(options: LinuxOptions) {
    if (process.getuid?.() !== 0)
      throw new StagingFault("root-needed", "Writing drives needs root: sudo npm start -- --bench real");
    this.#options = options;
    this.#lister = driveLister({
      allowLoop: options.allowLoop,
      stationFolders: [options.home],
      isOurs: (identity) => this.#ours.has(identity),
    });
  }

  listDrives(): Promise<Drive[]> {
    return this.#lister.list();
  }

  watch(changed: () => void): () => void {
    this.#changed = changed;
    return watchDrives(changed);
  }

  blink(drive: Drive, signal: AbortSignal): Promise<void> {
    return blinkDrive(drive, signal);
  }

  blocked(): ReadonlySet<string> {
    return this.#blocked;
  }

  async clearSignatures(drive: Drive): Promise<void> {
    await clearOldData(drive);
    this.#lister.forgetOldData(drive.identity);
  }

  async claim(
    drive: Drive,
    masters: readonly string[],
    note?: (note: DriveNote) => void,
  ): Promise<ClaimedDrive> {
    const fd = await openDrive(drive);
    this.#ours.add(drive.identity);
    const files = masters.map((key) => ({ key, path: this.#options.masterPath(key) }));
    try {
      return claimDrive(this.#opened(drive, fd), files, note, this.#options.limits);
    } catch (thrown) {
      this.#ours.delete(drive.identity);
      throw thrown;
    }
  }

  #opened(drive: Drive, fd: number): OpenDrive {
    return {
      drive,
      fd,
      confirm: async () => confirmDrive(fd, drive),
      discardAll: (signal) => discardAll(fd, drive, signal),
      settle: async () => {
        await flushBuffers(fd);
        await rereadPartitions(fd).catch(() => {}); // EINVAL on a loop device, and where the kernel knows no tables
        if (drive.rotational) await standbyNow(fd); // heads parked, motor off: it may be pulled
      },
      settings: { ...requestSizes(drive), character: null },
      released: () => {
        this.#ours.delete(drive.identity);
        this.#lister.forgetOldData(drive.identity);
      },
      stuck: (gone) => {
        this.#blocked.add(drive.identity);
        void gone.then(() => (this.#blocked.delete(drive.identity), this.#changed()));
      },
      explain: async (thrown) => this.#explain(drive, thrown),
    };
  }

  /** A drive that was pulled answers with plain I/O errors first: whether it is still there makes the difference. */
  async #explain(drive: Drive, thrown: unknown): Promise<unknown> {
    const code = thrown instanceof StagingFault ? thrown.code : null;
    if (code !== "drive-write-failed" && code !== "drive-read-failed") return thrown;
    const there = (await this.#lister.list()).some(
      ({ identity, sizeBytes }) => identity === drive.identity && sizeBytes > 0,
    );
    if (there) return thrown;
    return new StagingFault("drive-gone", "The drive was pulled, or it left the bus.", { cause: thrown });
  }
}

/** In steps, so that a cancel is heard on a large drive. False when the drive has no TRIM. */
async function discardAll(fd: number, drive: Drive, signal: AbortSignal): Promise<boolean> {
  for (let offset = 0; offset < drive.sizeBytes; offset += DISCARD_STEP_BYTES) {
    signal.throwIfAborted();
    try {
      await discard(fd, { offset, length: Math.min(DISCARD_STEP_BYTES, drive.sizeBytes - offset) });
    } catch (thrown) {
      if (thrown instanceof SystemCallError && /^(EOPNOTSUPP|ENOTSUP|EINVAL)$/.test(thrown.code))
        return false;
      throw new StagingFault("drive-write-failed", "The drive failed while it was discarding its old data.", {
        cause: thrown,
      });
    }
  }
  return true;
}
