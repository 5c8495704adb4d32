import { createHash } from "node:crypto";
import { StagingFault } from "../../shared/fault.ts";
import type { OwnPiece, WrittenLayout } from "../../shared/written-image.ts";
import type { Records } from "./records/records.ts";
import type { DriveImage } from "./staging/drive-image.ts";
import type { LaidPartition } from "./staging/layout.ts";
import type { MasterVolume } from "./staging/masters.ts";
import { takeApart } from "./staging/written-image.ts";
import type { Tasks, TaskWork } from "./tasks.ts";

interface ImageParts {
  records: Pick<Records, "addUnitImage" | "setImageHashes" | "unitImage" | "unhashedImages">;
  /** A master by its key, held; null when there is none any more. */
  hold: (key: string) => Promise<MasterVolume | null>;
  tasks: Tasks;
}

/** An image whose hashes are not taken yet. Its masters are held until they are. */
interface Pending {
  layout: WrittenLayout;
  masters: Map<string, MasterVolume>;
}

export const HASH_BYTES = 32;

/**
 * What was written to drives, kept as hashes so that a drive can be judged long after its master is gone. Where what
 * goes is on record before the drive is touched; the hashes of what units share are taken once, from the master, when
 * no drive is being staged: they cost the drives nothing. The read-back has proved by then that drive and master agree.
 */
export class WrittenImages {
  readonly #parts: ImageParts;
  readonly #pending = new Map<string, Pending>();
  #settling: Promise<void> = Promise.resolve();

  constructor(parts: ImageParts) {
    this.#parts = parts;
  }

  /** Puts a unit's image on record, durably. Before its drive is written. */
  async keep(job: string, image: DriveImage, laid: readonly LaidPartition[]): Promise<void> {
    const apart = takeApart(image, laid);
    const masters = await this.#holdAll(apart.layout);
    try {
      const builds = Object.fromEntries([...masters].map(([key, { build }]) => [key, build]));
      const layout = { ...apart.layout, builds };
      const id = sha256(JSON.stringify(layout)).toString("hex");
      this.#parts.records.addUnitImage(job, id, layout, apart.own.map(hashed));
      if (this.#parts.records.unitImage(job)?.hashes === null) this.#wait(id, layout, masters);
    } finally {
      releaseAll(masters); // those that wait for their hashes are no longer among them
    }
  }

  /** Finds the images that an earlier engine left without hashes, as far as their masters are still there. */
  async resume(): Promise<void> {
    for (const { image, layout } of this.#parts.records.unhashedImages()) {
      const masters = await this.#holdAll(layout);
      this.#wait(image, layout, masters);
      releaseAll(masters);
    }
  }

  /** Takes the hashes that are missing. Resolves when none is, or when somebody stopped it: then they still miss. */
  settle(): Promise<void> {
    const before = this.#settling;
    this.#settling = this.#settleAfter(before);
    return this.#settling;
  }

  /**
   * What staging wrote to a unit's drive. `hashes` has one SHA-256 for each shared piece, in order.
   * @throws StagingFault record-unknown when that was never recorded, or can no longer be known
   */
  async ofUnit(job: string): Promise<{ layout: WrittenLayout; own: OwnPiece[]; hashes: Uint8Array }> {
    const pending = this.#parts.records.unitImage(job);
    if (pending?.hashes === null) await this.settle();
    const found = this.#parts.records.unitImage(job);
    if (!found)
      throw new StagingFault(
        "record-unknown",
        "This unit's record does not say what was written, byte by byte.",
      );
    const { layout, own, hashes } = found;
    if (hashes) return { layout, own, hashes };
    throw new StagingFault(
      "record-unknown",
      "The station was switched off before it had hashed what it wrote to this unit, and its master is gone.",
    );
  }

  /** The masters of a layout that are still there, as they were when it was written. */
  async #holdAll({ shared, builds }: WrittenLayout): Promise<Map<string, MasterVolume>> {
    const masters = new Map<string, MasterVolume>();
    for (const key of new Set(shared.map(({ master }) => master))) {
      const held = await this.#parts.hold(key);
      if (held && (builds?.[key] ?? held.build) === held.build) masters.set(key, held);
      else held?.release();
    }
    return masters;
  }

  /** Lets an image wait for its hashes, and takes over its masters; when some are missing they can never be taken. */
  #wait(id: string, layout: WrittenLayout, masters: Map<string, MasterVolume>): void {
    const all = layout.shared.every(({ master }) => masters.has(master));
    if (!all || this.#pending.has(id)) return;
    this.#pending.set(id, { layout, masters: new Map(masters) });
    masters.clear();
  }

  async #settleAfter(before: Promise<void>): Promise<void> {
    await before;
    if (this.#pending.size === 0) return;
    const subject = "What was written";
    const { ended } = this.#parts.tasks.run("hash", subject, async (work) => {
      for (const [id, { layout, masters }] of this.#pending) {
        this.#parts.records.setImageHashes(id, await hashesOf(layout, masters, work));
        this.#pending.delete(id);
        releaseAll(masters);
      }
    });
    await ended.catch(() => {}); // told to the watchers; the next time no drive runs it is tried again
  }
}

function releaseAll(masters: ReadonlyMap<string, MasterVolume>): void {
  for (const master of masters.values()) master.release();
}

async function hashesOf(
  { shared }: WrittenLayout,
  masters: ReadonlyMap<string, MasterVolume>,
  { signal, tell }: TaskWork,
): Promise<Uint8Array> {
  const total = shared.reduce((sum, { length }) => sum + length, 0);
  const hashes = new Uint8Array(shared.length * HASH_BYTES);
  let done = 0;
  for (const [n, { master, masterOffset, length }] of shared.entries()) {
    signal.throwIfAborted();
    const held = masters.get(master);
    if (!held) throw new Error(`no master ${master}`);
    const bytes = await held.read({ offset: masterOffset, length });
    hashes.set(sha256(bytes), n * HASH_BYTES); // a mebibyte at a time: the engine answers between
    done += length;
    tell("Hashing what was written", done, total);
  }
  return hashes;
}

function hashed({ offset, bytes }: { offset: number; bytes: Uint8Array }): OwnPiece {
  return { offset, length: bytes.length, sha256: sha256(bytes).toString("hex") };
}

export function sha256(content: string | Uint8Array): Buffer {
  return createHash("sha256").update(content).digest();
}
