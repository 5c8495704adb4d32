import type { CommandEnd, Ending, JobEvent, Phase, WaitReason } from "../../../shared/job.ts";
import type { DriveHealth, HealthConcern } from "../../../shared/health.ts";
import type { OldData, SerialSource } from "../../../shared/drive.ts";
import type { LimitedBy } from "../../../shared/limit.ts";

/** Every word that stands on paper. */

/** How a staging ended: the mark and the word tell it, never a colour. `null` is one that still goes on. */
export const endingMarks: Record<Ending | "running", { mark: string; word: string }> = {
  done: { mark: "✓", word: "Done" },
  failed: { mark: "✗", word: "Failed" },
  cancelled: { mark: "⊘", word: "Cancelled" },
  interrupted: { mark: "↯", word: "Interrupted" },
  running: { mark: "…", word: "Running" },
};

export const phaseWords: Record<Phase, string> = {
  clear: "Clear",
  write: "Write",
  "read-back": "Read back",
  finish: "Finish",
};

export const waitWords: Record<WaitReason, string> = {
  master: "Waiting for the master",
  limit: "Waiting for its controller",
  paused: "Waiting: queue paused",
  command: "Waiting for a step on the station",
};

/** What was asked for, where nothing tells what was done. */
export const oldDataWords: Record<OldData, string> = {
  discard: "To be discarded",
  overwrite: "To be overwritten with zeros",
  keep: "To be kept",
};

type OldDataOutcome = Extract<JobEvent, { type: "old-data" }>["outcome"];

/** What was done, which the drive had a say in. */
export const oldDataOutcomeWords: Record<OldDataOutcome, string> = {
  discarded: "Discarded",
  overwritten: "Overwritten with zeros",
  kept: "Kept where not written over",
  "not-supported": "Kept: the drive cannot discard",
};

export const serialSourceWords: Record<SerialSource, string> = {
  ata: "read from the drive (ATA)",
  nvme: "read from the drive (NVMe)",
  scsi: "read from the drive (SCSI)",
  "usb-bridge": "told by the USB bridge",
  virtio: "told by the virtual drive",
  "backing-file": "a file stands for the drive",
  training: "training drive",
  scanned: "typed or scanned",
  none: "the drive tells none",
};

export const commandOutcomeWords: Record<CommandEnd["outcome"], string> = {
  succeeded: "succeeded",
  failed: "failed",
  "timed-out": "ran over its time",
  cancelled: "was stopped",
  "not-started": "could not be started",
};

export const concernWords: Record<HealthConcern, string> = {
  failing: "about to fail",
  "worn-out": "worn out",
  "too-hot": "too hot",
  "pending-sectors": "sectors it cannot read",
};

const LIMITS: Record<LimitedBy, string> = {
  drive: "the drives",
  controller: "the controller",
  cpu: "the station's processors",
  source: "the station's disk",
};

export const words = {
  none: "–",
  page: (n: number, of: number) => `Page ${n} of ${of}`,
  printed: (at: string, station: string, software: string) =>
    `Printed ${at} on station ${station}${software && `, ${software}`}`,
  timesIn: (zone: string) => `Times in ${zone}. Sizes decimal: 1 GB is 1,000,000,000 bytes.`,
  training: "TRAINING BENCH: these are practice drives, not real ones.",
  noBarcode: "No barcode: Code 128 has no sign for some of these letters.",

  batch: {
    title: "Batch report",
    interim: "INTERIM",
    interimWhy: (open: boolean, running: number) =>
      [
        open ? "The batch is still open." : "The batch is closed.",
        running === 1 ? "1 drive is still being staged." : "",
        running > 1 ? `${running} drives are still being staged.` : "",
        "The figures will change.",
      ]
        .filter(Boolean)
        .join(" "),
    state: "State",
    open: "Open",
    closed: (at: string) => `Closed ${at}`,
    opened: "Opened",
    note: "Note",
    noUnits: "No unit was staged in this batch.",
    target: "Wanted",
    limit: "Limited by",
    limitShare: (by: LimitedBy, share: number) => `${LIMITS[by]}, ${Math.round(share * 100)} % of the time`,
    units: (stagings: number, units: number) =>
      stagings === units ? `Units (${units})` : `Units (${stagings} stagings of ${units} units)`,
    columns: {
      bay: "Bay",
      unit: "Unit serial",
      drive: "Drive serial, model, size",
      result: "Result",
      times: "Start, duration",
      rates: "MB/s",
    },
    write: "write",
    readBack: "read back",
  },

  bootProof: {
    title: "Boot proof",
    labels: {
      unit: "Unit serial",
      outcome: "Outcome",
      firmware: "Started by",
      at: "When",
      drive: "The drive",
      computer: "Computer",
      picture: "SHA-256",
    },
    outcomes: { proved: "Started.", "at-rest": "Screen at rest.", "not-proved": "Not proved." },
    firmware: { bios: "BIOS", uefi: "UEFI" },
    disks: { ide: "as an IDE disk", virtio: "as a virtio disk", nvme: "as an NVMe disk" },
    took: (at: string, seconds: number) => `${at}, within ${seconds} s`,
    unchanged: (bytes: number) =>
      `opened for reading only; ${bytes.toLocaleString("en")} bytes hashed before and after, equal`,
    notHashed: "opened for reading only",
  },
  certificate: {
    done: "Staging certificate",
    notDone: "Unit record: not staged",
    running: "Unit record: not finished",
    verified: (bytes: string) =>
      `Every one of the ${bytes} bytes written was read back from the drive and compared equal.`,
    partlyVerified: (verified: string, written: string) =>
      `${verified} bytes were read back from the drive and compared equal; ${written} were written.`,
    notFinished:
      "What was written was read back and compared equal, but the staging did not come to its end. " +
      "This drive is not to be taken for a staged one.",
    notVerified:
      "What was written was not read back to the end. This drive is not to be taken for a staged one.",
    stillRunning: "The staging still goes on. Nothing is proved yet.",
    drive: "Drive",
    media: "Media and task sequence",
    staging: "Staging",
    ids: "Written on the drive",
    idsMade: "Set aside for the drive",
    course: "Course",
    throughput: "Throughput over time",
    curve: (phase: string, min: string, mean: string, max: string) =>
      `${phase}: ${min} to ${max} MB/s, on average ${mean}`,
    fault: "What went wrong",
    labels: {
      unitSerial: "Unit serial",
      source: "Serial source",
      driveSerial: "Drive serial",
      wwid: "World wide id",
      model: "Model",
      size: "Size",
      sector: "Sector",
      media: "Media",
      mediaId: "Media id",
      signedBy: "Signed by",
      signer: "Signer's SHA-256",
      sha256: "SHA-256",
      image: "Image",
      sequence: "Sequence",
      sequenceHash: "Hash",
      batch: "Batch",
      bay: "Bay",
      bench: "Bench",
      station: "Station",
      operator: "Operator",
      software: "Software",
      oldData: "Old data",
      health: "Drive's own report",
      met: "Met on the way",
      started: "Started",
      ended: "Ended",
      duration: "Duration",
      written: "Written",
      readBack: "Read back",
      throughput: "Throughput",
      job: "Record",
      diskSignature: "Disk signature",
      diskGuid: "Disk GUID",
      volumeSerial: (n: number) => `Volume ${n} serial`,
      happened: "What happened",
      todo: "What to do",
      code: "Code",
    },
    unitFromDrive: "the drive's own serial",
    unitScanned: "typed or scanned",
    realBench: "Real drives",
    trainingBench: "Training bench",
    courseColumns: ["Step", "Started", "Took", "Bytes", "MB/s"],
    cancelRequested: "Cancel was asked for",
    retried: (count: number) => (count === 1 ? "1 request sent again" : `${count} requests sent again`),
    at: (byte: string) => `at ${byte}`,
    slow: "Slow from here on",
    recovered: "As fast as before again",
    resumed: "Went on with a new writer",
    bootFiles: "Boot files the media lacks, from its boot image",
    command: ({ step, when, outcome, exitCode, wentOn }: CommandEnd) =>
      `On the station, ${when} the drive: “${step}” ${commandOutcomeWords[outcome]}` +
      (outcome === "failed" && exitCode !== null ? ` (exit ${exitCode})` : "") +
      (wentOn && outcome !== "succeeded" ? ", gone on" : ""),
    files: "Files filled for this unit",
    fileOn: (partition: number) => `Partition ${partition}`,
    file: (path: string, bytes: string, sha256: string) => `${path}, ${bytes} bytes, SHA-256 ${sha256}`,
    outlier: (median: string) => `Outlier: others of its model do ${median}`,
    doneWithRetries: (count: number) => (count === 1 ? "Done with 1 retry" : `Done with ${count} retries`),
    slowFor: (rate: string, median: string) =>
      `${rate} MB/s for a minute where others of its model do ${median}`,
    healthText: (
      health: DriveHealth | null,
      concerns: readonly HealthConcern[],
      maxCelsius: number | null,
    ) =>
      health === null
        ? "not known"
        : [
            concerns.map((concern) => concernWords[concern]).join(", ") || "no concern",
            health.temperature === null ? "" : `${health.temperature} °C`,
            (maxCelsius ?? 0) > (health.temperature ?? 0) ? `at most ${maxCelsius} °C` : "",
            health.usedPercent === null ? "" : `${health.usedPercent} % of its life used`,
            health.powerOnHours === null ? "" : `${health.powerOnHours} hours on`,
          ]
            .filter(Boolean)
            .join(", "),
    met: (retries: number, resumes: number, slow: boolean, outlier: string | null) =>
      [
        retries > 0 ? (retries === 1 ? "1 request sent again" : `${retries} requests sent again`) : "",
        resumes > 0 ? (resumes === 1 ? "a new writer once" : `a new writer ${resumes} times`) : "",
        slow ? "slow at times" : "",
        outlier ?? "",
      ]
        .filter(Boolean)
        .join(", ") || "nothing",
    notEnded: "not ended",
    rates: (write: string, readBack: string) => `${write} MB/s written, ${readBack} MB/s read back`,
  },

  operator: "Operator",
  supervisor: "Supervisor",
  station: "Station",
  media: "Media",
  sequence: "Task sequence",
  started: "Started",
  ended: "Ended",
  duration: "Duration",
  signature: (who: string) => `${who}: name, signature, date`,
};
