import type { Parsed } from "../../../shared/contract.ts";
import type { Drive } from "../../../shared/drive.ts";
import { StagingFault } from "../../../shared/fault.ts";
import type { Media } from "../../../shared/media.ts";
import type { Sequence } from "../../../shared/sequence.ts";
import { compile, compileTree } from "../sequence/compile.ts";
import type { Plan } from "../sequence/plan.ts";
import type { BayBoard } from "./bay-board.ts";
import type { Jobs } from "./jobs.ts";
import { layOut, type LaidPartition } from "./layout.ts";
import type { VolumeRecipe } from "./masters.ts";
import type { StationParts } from "./ports.ts";
import { refuseRetired } from "./refuse-retired.ts";
import { refuseLossy } from "./refuse-lossy.ts";
import { refuseUnbootable } from "./refuse-unbootable.ts";
import { refuseUntrusted } from "./refuse-untrusted.ts";
import { checkUnitFiles } from "./unit-files.ts";
import { unitValues } from "./unit-values.ts";
import { volumeRecipes } from "./volume-recipe.ts";

/** One bay of a start, checked: nothing about it can be refused any more but by the drive itself. */
export interface PreparedBay {
  bay: number;
  drive: Drive;
  unitSerial: string;
  unitSerialSource: "drive" | "scanned";
  laid: LaidPartition[];
  recipes: (VolumeRecipe | null)[];
}

export interface PreparedStart {
  media: Media;
  sequence: Sequence;
  plan: Plan;
  bays: PreparedBay[];
  /** What a person should know of it, in words. */
  warnings: string[];
}

type StartRequest = Pick<Parsed<"start">, "media" | "imageIndex" | "sequence" | "bays" | "batch">;

/** Checks a whole start before anything is begun: all of it is possible, or the first thing that is not is thrown. */
export function prepareStart(
  parts: StationParts,
  board: BayBoard,
  jobs: Jobs,
  request: StartRequest,
): PreparedStart {
  const media = findMedia(parts, request.media, request.imageIndex);
  const policy = parts.policy();
  const warnings = refuseRetired(media, parts.media.list(), policy.notCurrent);
  refuseUntrusted(media, policy.signature);
  refuseLossy(media, request.imageIndex);
  const sequence = findSequence(parts.sequences, request.sequence);
  const plan = planOf(parts, sequence, request.imageIndex, parts.stationCommands?.() ?? false);
  checkBootFiles(plan, media);
  refuseUnbootable(plan, media);
  const bays = request.bays.map((wanted) => {
    const found = checkBay(board, jobs, wanted);
    if (parts.proving?.(found.drive.path))
      throw new StagingFault(
        "drive-busy",
        `Bay ${found.bay} is being started for its boot proof. Wait for that, or cancel it.`,
      );
    const laid = layOut(plan, found.drive);
    checkRoom(laid, media, found.bay);
    const { logicalSectorBytes } = found.drive;
    const { bootRecords } = parts.bootCode;
    const recipes = volumeRecipes(plan, laid, logicalSectorBytes, media, bootRecords);
    return { ...found, laid, recipes };
  });
  checkUnitSerials(bays, jobs);
  const started = startedAs(parts, request.batch);
  for (const bay of bays) checkUnitFiles(plan, unitValues(parts, { media, sequence }, bay, started));
  return { media, sequence, plan, bays, warnings };
}

/** What units will know of their start. A batch that is opened by it has no number yet, only its length. */
function startedAs(parts: StationParts, batch: StartRequest["batch"]) {
  const stagedAt = parts.clock.now().toISOString();
  if ("create" in batch) return { batch: "B-0000-0000", operator: batch.create.operator, stagedAt };
  return { batch: batch.open, operator: parts.records.batch(batch.open).operator, stagedAt };
}

function findMedia(parts: StationParts, id: string, imageIndex: number): Media {
  const media = parts.media.get(id);
  if (!media) throw new StagingFault("media-missing", `There is no medium ${id} in the library.`);
  if (media.state === "bad")
    throw new StagingFault(
      "media-corrupt",
      `“${media.name}” failed its check: ${media.problem ?? "a hash does not match"}.`,
    );
  if (!media.images.some(({ index }) => index === imageIndex))
    throw new StagingFault(
      "media-wrong-index",
      `“${media.name}” has ${media.images.length} image(s), and no image ${imageIndex}.`,
    );
  return media;
}

/**
 * What a sequence comes to on a drive.
 * @param stationCommands whether its steps may run commands on the station
 * @throws StagingFault sequence-step-unsupported, sequence-invalid
 */
export function planOf(
  parts: Pick<StationParts, "treeOf">,
  sequence: Sequence,
  imageIndex: number,
  stationCommands: boolean,
): Plan {
  if (sequence.kind === "deployment")
    throw new StagingFault(
      "sequence-invalid",
      `“${sequence.name}” is a deployment sequence: the PC runs it when it starts from the drive. Choose a staging sequence.`,
    );
  const tree = parts.treeOf?.(sequence.hash);
  return tree ? compileTree(sequence, tree, { imageIndex, stationCommands }) : compile(sequence, imageIndex);
}

export function findSequence(sequences: readonly Sequence[], wanted: string): Sequence {
  const found = sequences.find(({ id, name }) => id === wanted || name === wanted);
  if (!found) throw new StagingFault("sequence-unknown", `There is no task sequence “${wanted}”.`);
  return found;
}

/** What the medium lacks comes from its boot image; with neither the drive could not start. */
function checkBootFiles(plan: Plan, { name, bootFiles }: Media): void {
  if (bootFiles.bootWim) return;
  const needed = plan.firmware === "bios" ? bootFiles.bootmgr : bootFiles.efiLoader;
  if (needed) return;
  const loader = plan.firmware === "bios" ? "\\bootmgr at its root" : "loader in \\EFI\\Boot";
  throw new StagingFault(
    "media-no-boot-files",
    `“${name}” has no ${loader} and no boot image to take one from, and “${plan.sequence.name}” starts the drive with it.`,
  );
}

/** The drive in the bay is the one that was confirmed, and the guard has nothing against it. */
function checkBay(board: BayBoard, jobs: Jobs, wanted: Parsed<"start">["bays"][number]) {
  const { bay, drive, refusal, unitSerial: typed } = board.occupied(wanted.bay);
  if (drive.identity !== wanted.identity)
    throw new StagingFault(
      "drive-swapped",
      `Bay ${bay} now holds ${drive.model} ${drive.serial ?? "(no serial)"}, which is not the drive that was confirmed, or it was put in anew.`,
    );
  const holder = jobs.holding(drive.identity);
  if (holder) throw new StagingFault("drive-busy", `Bay ${bay} is being staged already (${holder.batch}).`);
  if (refusal)
    throw new StagingFault(
      refusal.code === "too-small" ? "drive-too-small" : "drive-refused",
      `Bay ${bay}: ${refusal.message}`,
    );
  const scanned = wanted.unitSerial ?? typed;
  const unitSerial = scanned ?? drive.serial;
  if (!unitSerial)
    throw new StagingFault(
      "unit-serial-missing",
      `The drive in bay ${bay} tells no serial, and none was scanned.`,
    );
  const unitSerialSource: "scanned" | "drive" = scanned ? "scanned" : "drive";
  return { bay, drive, unitSerial, unitSerialSource };
}

/** What the medium unpacks to must fit. NTFS's own share is seen when the master is built; this is the plain sum. */
function checkRoom(laid: readonly LaidPartition[], media: Media, bay: number): void {
  for (const { partition, length } of laid) {
    const image = media.images.find(({ index }) => index === partition.volume?.imageIndex);
    if (image && image.bytes > length)
      throw new StagingFault(
        "drive-too-small",
        `Bay ${bay}: “${media.name}” unpacks to ${gigabytes(image.bytes)}, and the partition for it has ${gigabytes(length)}.`,
      );
  }
}

function checkUnitSerials(bays: readonly PreparedBay[], jobs: Jobs): void {
  const taken = new Map(jobs.running().map(({ unitSerial, bay }) => [unitSerial, bay]));
  for (const { bay, unitSerial } of bays) {
    const other = taken.get(unitSerial);
    if (other !== undefined)
      throw new StagingFault(
        "unit-serial-taken",
        `Bays ${other} and ${bay} both have the unit serial ${unitSerial}.`,
      );
    taken.set(unitSerial, bay);
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
