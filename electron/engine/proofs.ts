import { createHash, randomUUID } from "node:crypto";
import { realpathSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Output, Parsed } from "../../shared/contract.ts";
import { StagingFault } from "../../shared/fault.ts";
import type { Proof, ProofDisk } from "../../shared/proof.ts";
import { inspectDrive, openToRead } from "./drive-reader.ts";
import { prove, type ProofResult } from "./machine/proof/prove.ts";
import { proofTurns, type ProofTurns } from "./proof-turns.ts";
import type { Records } from "./records/records.ts";
import type { Station } from "./staging/station.ts";
import type { Tasks, TaskWork } from "./tasks.ts";

interface ProofParts {
  /** Where pictures are kept. */
  dir: string;
  /** How many computers may run at once. */
  atOnce: number;
  records: Pick<Records, "unit" | "addProof" | "proof" | "proofs">;
  tasks: Tasks;
  now: () => Date;
}

type Bench = Pick<Station, "board" | "jobs">;
type Request = Parsed<"prove">;

/** What is known of a drive before it is started. */
interface Known extends Pick<Proof, "path" | "job" | "unitSerial" | "firmware" | "disk"> {
  sectorBytes: number;
}

/** Boot proofs of this station: which run, which wait, and what came of them. */
export class Proofs {
  readonly #parts: ProofParts;
  readonly #turns: ProofTurns;
  readonly #held = new Map<string, number>();

  constructor(parts: ProofParts) {
    this.#parts = parts;
    this.#turns = proofTurns(parts.atOnce);
  }

  /** Whether the drive is being proved, or waits for it: until that is over nobody writes to it. */
  holds(path: string): boolean {
    return this.#held.size > 0 && this.#held.has(trueName(path));
  }

  /**
   * Begins a proof, or queues it.
   * @throws StagingFault drive-busy (it is being staged), drive-gone, root-needed, bad-input
   */
  async start(station: Bench, request: Request): Promise<Output<"prove">> {
    const known = await this.#look(station, request);
    // Nothing waits from here to the hold: a start that is checked in between would not see it.
    const busy = station.jobs
      .running()
      .find(({ bay }) => trueName(station.board.bay(bay).drive?.path ?? "") === known.path);
    if (busy)
      throw new StagingFault(
        "drive-busy",
        `${known.path} is being staged in bay ${busy.bay}. Prove it after.`,
      );
    const release = this.#hold(known.path);
    const proof = randomUUID();
    const { task, ended } = this.#parts.tasks.run("proof", known.unitSerial ?? basename(known.path), (work) =>
      this.#run(proof, known, request, work),
    );
    void ended.catch(() => {}).finally(release);
    return { task, proof };
  }

  /** @throws StagingFault record-unknown */
  async picture(id: string): Promise<Output<"proofPicture">> {
    const { picture } = this.#parts.records.proof(id);
    const bytes = picture === null ? null : await this.read(picture);
    if (picture === null || bytes === null)
      throw new StagingFault("record-unknown", "No picture of that boot proof is kept.");
    return { name: basename(picture), mime: "image/png", base64: Buffer.from(bytes).toString("base64") };
  }

  /** A kept picture; null when its file is gone. */
  async read(picture: string): Promise<Uint8Array | null> {
    return readFile(join(this.#parts.dir, picture)).catch(() => null);
  }

  async #look(station: Bench, request: Request): Promise<Known> {
    const path = trueName(request.path);
    const drive = station.board.bays().find((bay) => bay.drive && trueName(bay.drive.path) === path)?.drive;
    await using opened = await openToRead(path, drive?.logicalSectorBytes);
    const { stamp, table } = await inspectDrive(opened);
    const unit = stamp && this.#unit(stamp.job);
    const sectorBytes = drive?.logicalSectorBytes ?? unit?.logicalSectorBytes ?? 512;
    const firmware = request.firmware ?? (table === "gpt" ? "uefi" : table === "mbr" ? "bios" : null);
    if (firmware === null)
      throw new StagingFault("bad-input", `${path} has no partition table: nothing could start from it.`);
    // No IDE disk has sectors of 4096 bytes.
    const disk: ProofDisk = request.disk ?? (sectorBytes === 4096 ? "nvme" : "ide");
    const unitSerial = stamp?.unitSerial ?? null;
    return { path, job: unit?.job ?? null, unitSerial, firmware, disk, sectorBytes };
  }

  #unit(job: string) {
    try {
      return this.#parts.records.unit(job);
    } catch {
      return null; // staged by another station
    }
  }

  #hold(path: string): () => void {
    this.#held.set(path, (this.#held.get(path) ?? 0) + 1);
    return () => {
      const left = (this.#held.get(path) ?? 1) - 1;
      if (left > 0) this.#held.set(path, left);
      else this.#held.delete(path);
    };
  }

  async #run(id: string, known: Known, { rule, hash }: Request, work: TaskWork): Promise<Proof> {
    work.tell("Waiting for its turn", 0, 0);
    const giveTurn = await this.#turns.take(work.signal);
    try {
      const startedAt = this.#parts.now().toISOString();
      const { sectorBytes, ...told } = known;
      const result = await prove({
        ...told,
        sectorBytes,
        rule,
        hash,
        signal: work.signal,
        progress: work.tell,
      });
      const proof = await this.#keep({ proof: id, ...told, rule, startedAt }, result);
      if (proof.outcome === "proved") return proof;
      throw new StagingFault("boot-not-proved", proof.message);
    } finally {
      giveTurn();
    }
  }

  async #keep(
    about: Pick<Proof, "proof" | "job" | "unitSerial" | "path" | "firmware" | "disk" | "rule" | "startedAt">,
    { png, ...result }: ProofResult,
  ): Promise<Proof> {
    const folder = about.job ?? fileName(basename(about.path));
    const name = join(folder, `${about.startedAt.replaceAll(/[:.]/g, "-")}-${about.firmware}`);
    const proof: Proof = {
      ...about,
      ...result,
      picture: png && `${name}.png`,
      sha256: png && createHash("sha256").update(png).digest("hex"),
    };
    const at = join(this.#parts.dir, name);
    await mkdir(join(this.#parts.dir, folder), { recursive: true });
    if (png) await writeFile(`${at}.png`, png, { flush: true });
    await writeFile(`${at}.json`, `${JSON.stringify(proof, null, 2)}\n`, { flush: true });
    this.#parts.records.addProof(proof);
    return proof;
  }
}

/** Links like /dev/disk/by-id/… lead to the drive they mean. */
function trueName(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function fileName(text: string): string {
  return text.replaceAll(/[^\w.-]+/g, "_").replace(/^\.+/, "_") || "drive";
}
