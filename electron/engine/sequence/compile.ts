import { StagingFault } from "../../../shared/fault.ts";
import type { Sequence, Step, StepEffect } from "../../../shared/sequence.ts";
import { parseCommand, type Command } from "./commands.ts";
import { partitionDisk } from "./partition-disk.ts";
import type { Plan, PlannedPartition, PlannedVolume } from "./plan.ts";

/**
 * Compiles a task sequence into a plan. What this station cannot do is a fault here, before any drive is touched.
 * @param imageIndex which image Apply Data Image lays down; null for the one the sequence names
 * @throws StagingFault sequence-step-unsupported, sequence-invalid; the message names the step
 */
export function compile(sequence: Sequence, imageIndex: number | null = null): Plan {
  const draft: Draft = { partitions: [], imageIndex, ended: false };
  const steps = sequence.steps.map((step) => compileStep(draft, step));
  if (draft.partitions.length === 0) throw invalid("The sequence has no Partition Disk step.");
  const unformatted = draft.partitions.find(({ letter, volume }) => letter !== null && volume === null);
  if (unformatted) throw invalid(`Volume ${unformatted.letter}: is never formatted.`);
  if (!draft.partitions.some(({ volume }) => volume?.imageIndex))
    throw invalid("The sequence has no Apply Data Image step: the drive would stay empty.");
  checkStart(draft.partitions);
  const { id, name, version, hash } = sequence;
  return { sequence: { id, name, version, hash }, firmware: "bios", partitions: draft.partitions, steps };
}

interface Draft {
  partitions: PlannedPartition[];
  imageIndex: number | null;
  ended: boolean;
}

function compileStep(draft: Draft, step: Step): StepEffect {
  if (draft.ended) throw invalid(`Step “${step.name}” comes after the drive has been shut down.`);
  const effect = (where: StepEffect["where"], phase: string) => ({
    name: step.name,
    type: step.type,
    where,
    phase,
  });
  switch (step.type) {
    case "SMS_TaskSequence_PartitionDiskAction":
      if (draft.partitions.length > 0)
        throw invalid(`Step “${step.name}” partitions the drive a second time.`);
      draft.partitions = partitionDisk(step);
      return effect("drive", "finish");
    case "SMS_TaskSequence_ApplyDataImageAction":
      applyImage(draft, step);
      return effect("master", "master");
    case "SMS_TaskSequence_RunCommandLineAction":
      return runCommand(draft, step, parseCommand(step)) === "master"
        ? effect("master", "master")
        : effect("drive", "finish");
    default:
      throw new StagingFault(
        "sequence-step-unsupported",
        `Step “${step.name}” is of type ${step.type}, which this station cannot do on a bare drive.`,
      );
  }
}

function runCommand(draft: Draft, step: Step, command: Command): StepEffect["where"] {
  switch (command.program) {
    case "format": {
      const partition = byLetter(draft, step, command.letter);
      partition.volume = { fileSystem: "NTFS", label: command.label, bootRecord: false, imageIndex: null };
      return "master";
    }
    case "bootsect":
      volumeOf(draft, step, command.letter).bootRecord = true;
      return "master";
    case "shutdown":
      draft.ended = true;
      return "drive";
  }
}

function applyImage(draft: Draft, step: Step): void {
  const target = /\/target:([A-Za-z]):/.exec(step.action)?.[1];
  if (!target) throw invalid(`Step “${step.name}” names no target volume (/target:C:).`);
  const text = step.variables["OSDDataImageIndex"] ?? "1";
  const index = draft.imageIndex ?? Number(text);
  if (!Number.isInteger(index) || index < 1)
    throw invalid(`Step “${step.name}”: “${text}” is not an image index. The first image is 1.`);
  const volume = volumeOf(draft, step, target);
  if (volume.imageIndex !== null) throw invalid(`Step “${step.name}” applies a second image to ${target}:.`);
  volume.imageIndex = index;
}

function byLetter(draft: Draft, step: Step, letter: string): PlannedPartition {
  const partition = draft.partitions.find((each) => each.letter === letter.toUpperCase());
  if (!partition)
    throw invalid(`Step “${step.name}” uses ${letter}:, and no partition before it has that letter.`);
  return partition;
}

function volumeOf(draft: Draft, step: Step, letter: string): PlannedVolume {
  const { volume } = byLetter(draft, step, letter);
  if (!volume) throw invalid(`Step “${step.name}” uses ${letter}: before it has been formatted.`);
  return volume;
}

/** A BIOS starts the one active partition, and that needs a boot record. */
function checkStart(partitions: readonly PlannedPartition[]): void {
  const active = partitions.filter((partition) => partition.active);
  if (active.length !== 1)
    throw invalid(`A BIOS needs exactly one active partition; the sequence has ${active.length}.`);
  if (!active[0]?.volume?.bootRecord)
    throw invalid("The active partition gets no boot code (bootsect /nt60).");
}

function invalid(message: string): StagingFault {
  return new StagingFault("sequence-invalid", message);
}
