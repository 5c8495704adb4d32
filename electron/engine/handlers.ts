import type { Engine } from "../../shared/contract.ts";
import { carriedHandlers } from "./carried.ts";
import { contentHandlers, type ContentRooms } from "./content/commands.ts";
import { createHandlersOf } from "./create-handlers.ts";
import { deleteHandlers } from "./delete-media.ts";
import { draftHandlers } from "./draft-handlers.ts";
import { DriverLooks, driverHandlers } from "./driver-handlers.ts";
import { StagingFault } from "../../shared/fault.ts";
import type { Records } from "./records/records.ts";
import { inspectDrive, openToRead } from "./drive-reader.ts";
import type { Library } from "./media/library.ts";
import type { MasterKeeper } from "./machine/masters.ts";
import { masterHandlers } from "./master-handlers.ts";
import { makeReport } from "./make-report.ts";
import { lookedAt, startCheck } from "./look-at-media.ts";
import { mediaContentHandlers } from "./media-content-handlers.ts";
import { modelHandlers } from "./models/commands.ts";
import type { Models } from "./models/models.ts";
import type { Proofs } from "./proofs.ts";
import { sequenceHandlers } from "./sequence-library/commands.ts";
import { forgetDraft, sequenceEditorHandlers } from "./sequence-library/editor.ts";
import type { SequenceLibrary } from "./sequence-library/library.ts";
import { settingHandlers, type Settings } from "./settings.ts";
import type { Feed } from "./staging/feed.ts";
import type { Station } from "./staging/station.ts";
import type { StationParts, TrainingBays } from "./staging/ports.ts";
import { signingHandlers } from "./signing-handlers.ts";
import { versionHandlers } from "./version-handlers.ts";
import type { StationTrust } from "./trust.ts";
import type { StationCertificates } from "./media/signing/station-certificates.ts";
import { TaskResults } from "./task-results.ts";
import type { Tasks } from "./tasks.ts";
import { verifyDrive } from "./verify-drive.ts";
import type { WrittenImages } from "./written-images.ts";

/** Everything the commands need. Filled in by the composition root. */
export interface Handled {
  parts: StationParts;
  station: Station;
  records: Records;
  library: Library;
  sequences: SequenceLibrary;
  masters: MasterKeeper;
  proofs: Proofs;
  settings: Settings;
  trust: StationTrust;
  own: StationCertificates;
  content: ContentRooms;
  images: WrittenImages;
  models: Models;
  tasks: Tasks;
  feed: () => Feed;
  stop: (running: "refuse" | "wait" | "cancel") => Promise<void>;
}

/** The contract's commands, each in a few lines: the work is done in the rooms. */
export function createHandlers(all: Handled): Engine {
  return {
    ...benchHandlers(all),
    ...stagingHandlers(all),
    ...mediaHandlers(all),
    ...mediaContentHandlers(all),
    ...versionHandlers(all),
    ...carriedHandlers(all),
    ...deleteHandlers(all),
    ...masterHandlers(all),
    ...createHandlersOf(all, (media) => void startCheck(all.library, all.tasks, media)),
    ...signingHandlers({ ...all, station: all.parts.station }),
    ...contentHandlers(all.content),
    ...bootImageHandlers(all),
    ...draftHandlers(all.library, all.records),
    ...sequenceHandlers(
      all.sequences,
      (id) => all.library.get(id) ?? null,
      (sequence) => forgetDraft(all.records, sequence),
    ),
    ...sequenceEditorHandlers(all.sequences, all.records, () => new Date()),
    ...recordHandlers(all),
    ...proofHandlers(all),
    ...settingHandlers(all.settings, () => {
      all.station.limitsChanged();
      all.masters.keepWithinLimit().catch(() => {}); // is tried again by the next one that is let go of
      all.sequences.lookAnew();
    }),
  };
}

function bootImageHandlers({ library, tasks, models }: Handled) {
  const looks = new DriverLooks(library, tasks);
  return { ...driverHandlers(looks), ...modelHandlers(models, (of) => looks.known(of)) };
}

type BenchCommand =
  "setUnitSerial" | "identify" | "clearOldData" | "teachBay" | "forgetBay" | TrainingCommand;
type TrainingCommand = "emptyBay" | "loadBay" | "setCharacter";

function benchHandlers(all: Handled): Pick<Engine, BenchCommand> {
  const { parts, station, records } = all;
  const { board } = station;
  const teachable = () => {
    if (parts.training)
      throw new StagingFault("not-on-this-bench", "Training bays have their numbers already.");
  };
  return {
    ...trainingHandlers(all),
    setUnitSerial: async ({ bay, unitSerial }) => (board.setUnitSerial(bay, unitSerial), {}),
    async identify({ bay }) {
      const { drive } = board.occupied(bay);
      void parts.machine.blink(drive, AbortSignal.timeout(15_000)).catch(() => {});
      return {};
    },
    clearOldData: ({ bay, identity }) => clearOldData(all, bay, identity),
    async teachBay({ port, bay }) {
      teachable();
      records.teachBay(port, bay);
      await board.refresh();
      return {};
    },
    async forgetBay({ bay }) {
      teachable();
      records.forgetBay(bay);
      await board.refresh();
      return {};
    },
  };
}

function trainingHandlers({ parts, station }: Handled): Pick<Engine, TrainingCommand> {
  const act = async (change: (training: TrainingBays) => Promise<void>) => {
    if (!parts.training)
      throw new StagingFault(
        "not-on-this-bench",
        "This is the real bench: drives are put in and pulled by hand.",
      );
    await change(parts.training);
    await station.board.refresh();
    return {};
  };
  return {
    emptyBay: ({ bay }) => act((training) => training.empty(bay)),
    loadBay: ({ bay }) => act((training) => training.load(bay)),
    setCharacter: ({ bay, character }) => act((training) => training.setCharacter(bay, character)),
  };
}

/** Mends a drive that is refused for a stale signature. The drive that was shown, and no other. */
async function clearOldData(
  { parts, station }: Handled,
  bay: number,
  identity: string,
): Promise<Record<string, never>> {
  await station.board.refresh();
  const { drive, refusal } = station.board.occupied(bay);
  if (drive.identity !== identity)
    throw new StagingFault("drive-swapped", `Bay ${bay} holds another drive than the one that was shown.`);
  if (!refusal?.mendable)
    throw new StagingFault(
      "drive-refused",
      `Bay ${bay}: ${refusal?.message ?? "there is no old data to clear."}`,
    );
  if (parts.proving?.(drive.path))
    throw new StagingFault("drive-busy", `Bay ${bay} is being started for its boot proof.`);
  if (station.jobs.holding(identity)) throw new StagingFault("drive-busy", `Bay ${bay} is being staged.`);
  await parts.clearSignatures(drive);
  await station.board.refresh();
  return {};
}

type StagingCommand = "start" | "cancelJob" | "cancelAll" | "retryFailed" | "pauseQueue" | "stop";

function stagingHandlers({ station, stop, library, tasks }: Handled): Pick<Engine, StagingCommand> {
  return {
    async start(request) {
      await lookedAt(library, tasks, request.media);
      return station.start(request);
    },
    cancelJob: async ({ job }) => (station.jobs.cancel(job), {}),
    cancelAll: async () => ({ cancelled: station.jobs.cancelAll() }),
    retryFailed: ({ batch }) => station.retryFailed(batch, (media) => lookedAt(library, tasks, media)),
    pauseQueue: async ({ paused }) => (station.pause(paused), {}),
    stop: async ({ running }) => (await stop(running), {}),
  };
}

type MediaCommand = "importMedia" | "importedMedia" | "checkMedia" | "cancelTask";

function mediaHandlers({ library, tasks }: Handled): Pick<Engine, MediaCommand> {
  const imported = new TaskResults<{ media: string }>();
  return {
    async importMedia({ path, keepCurrent = false }) {
      const running = tasks.run("import", path, async ({ signal, tell }) => {
        const media = await library.importFile(path, { signal, progress: tell, keepCurrent });
        if (media.state === "unchecked") startCheck(library, tasks, media.id);
        return { media: media.id };
      });
      return { task: imported.keep(running) };
    },
    importedMedia: async ({ task }) => imported.of(task),
    checkMedia: async ({ media }) => ({ task: startCheck(library, tasks, media) }),
    cancelTask: async ({ task }) => (tasks.cancel(task), {}),
  };
}

type RecordCommand =
  | "listBatches"
  | "closeBatch"
  | "batchUnits"
  | "findUnits"
  | "jobEvents"
  | "report"
  | "stagedBefore"
  | "inspect"
  | "verifyDrive";

function proofHandlers({
  proofs,
  records,
  station,
}: Handled): Pick<Engine, "prove" | "proofs" | "proofPicture"> {
  return {
    prove: (request) => proofs.start(station, request),
    proofs: async ({ of }) => records.proofs(of),
    proofPicture: ({ proof }) => proofs.picture(proof),
  };
}

function recordHandlers({
  records,
  parts,
  tasks,
  feed,
  station,
  proofs,
  images,
}: Handled): Pick<Engine, RecordCommand> {
  return {
    listBatches: async ({ limit }) => records.listBatches(limit),
    async closeBatch({ batch: id, closed }) {
      const batch = records.closeBatch(id, closed, parts.clock.now().toISOString());
      feed().publish({ type: "batch", batch });
      return batch;
    },
    batchUnits: async ({ batch }) => records.units(batch),
    findUnits: async ({ text, limit }) => records.findUnits(text, limit),
    jobEvents: async ({ job }) => records.events(job),
    stagedBefore: async ({ serials }) => records.stagedBefore(serials),
    report: (asked) => makeReport(records, parts, asked, (picture) => proofs.read(picture)),
    async inspect({ path }) {
      const sector = station.board.bays().find(({ drive }) => drive?.path === path)
        ?.drive?.logicalSectorBytes;
      await using drive = await openToRead(path, sector);
      return await inspectDrive(drive);
    },
    async verifyDrive({ path }) {
      const busy = station.jobs.running().find(({ bay }) => station.board.bay(bay).drive?.path === path);
      if (busy) throw new StagingFault("drive-busy", `${path} is being staged in bay ${busy.bay}.`);
      return tasks.run("check", path, async (work) => {
        await using drive = await openToRead(path);
        return await verifyDrive({ records, images }, drive, work);
      }).ended;
    },
  };
}
