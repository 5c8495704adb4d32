import { StagingFault } from "../../../shared/fault.ts";
import type { Draft } from "./compile-draft.ts";
import type { Plan, PlannedPartition } from "./plan.ts";

/** Checks that what the steps came to can start a PC, and puts the plan together. */
export function finishPlan(draft: Draft, named: Plan): Plan {
  const { partitions, style } = draft;
  if (partitions.length === 0) throw invalid("The sequence has no Partition Disk step.");
  const unformatted = partitions.find(
    ({ letter, volume, kind }) => letter !== null && volume === null && kind !== "msr",
  );
  if (unformatted) throw invalid(`Volume ${unformatted.letter}: is never formatted.`);
  const os = partitions.findIndex(({ volume }) => volume?.imageIndex);
  if (os < 0) throw invalid("The sequence has no Apply Data Image step: the drive would stay empty.");
  const system = style === "mbr" ? checkBios(partitions) : checkUefi(partitions);
  checkBoot(draft, partitions[system]);
  const boot = { system, os: draft.boot ? partitions.indexOf(draft.boot.os) : os };
  return {
    ...named,
    firmware: style === "mbr" ? "bios" : "uefi",
    style,
    partitions,
    boot,
    bootImage: bootImage(draft, boot),
    settings: draft.settings,
    commands: [...draft.commands, ...draft.pending],
    files: draft.files,
    finish: draft.finish ?? "release",
  };
}

/** A BIOS starts the one active partition, and that needs a boot record. */
function checkBios(partitions: readonly PlannedPartition[]): number {
  const active = partitions.filter((partition) => partition.active);
  const [only] = active;
  if (!only || active.length !== 1)
    throw invalid(`A BIOS needs exactly one active partition; the sequence has ${active.length}.`);
  if (!only.volume?.bootRecord) throw invalid("The active partition gets no boot code (bootsect /nt60).");
  return partitions.indexOf(only);
}

/** UEFI starts from the one EFI partition. */
function checkUefi(partitions: readonly PlannedPartition[]): number {
  const found = partitions.filter(({ kind }) => kind === "efi");
  const [only] = found;
  if (!only || found.length !== 1)
    throw invalid(`UEFI needs exactly one partition of type EFI; the sequence has ${found.length}.`);
  return partitions.indexOf(only);
}

function checkBoot({ boot }: Draft, system: PlannedPartition | undefined): void {
  if (boot && boot.system !== system)
    throw invalid(
      `bcdboot puts the boot files on ${boot.system.letter ?? "?"}:, and the firmware starts from another partition.`,
    );
  if (boot && boot.os.volume?.imageIndex === null)
    throw invalid(`bcdboot takes the boot files from ${boot.os.letter ?? "?"}:, where no image is applied.`);
}

/** Where the medium has it, unless the steps copied it beside the loader. */
function bootImage(
  { partitions, bootImage: named, imageCopy }: Draft,
  boot: Plan["boot"],
): Plan["bootImage"] {
  const [system, os] = [partitions[boot.system], partitions[boot.os]];
  const lies = imageCopy?.to ?? os;
  if (imageCopy && (imageCopy.from !== os || imageCopy.to !== system))
    throw invalid(
      `Step “${imageCopy.step}” copies ${imageCopy.path}, but not from the medium's volume to the one the firmware starts.`,
    );
  if (named && named.partition !== lies)
    throw invalid(
      `The boot store names ${named.path} on ${named.partition.letter ?? "?"}:, and no step puts it there.`,
    );
  if (named && imageCopy && named.path.toLowerCase() !== imageCopy.path.toLowerCase())
    throw invalid(`The boot store names ${named.path}, and ${imageCopy.path} is what is copied.`);
  const partition = imageCopy ? boot.system : boot.os;
  return { partition, path: named?.path ?? imageCopy?.path ?? "\\sources\\boot.wim" };
}

function invalid(message: string): StagingFault {
  return new StagingFault("sequence-invalid", message);
}
