import { StagingFault } from "../../../shared/fault.ts";
import type { StepNode } from "../../../shared/sequence-tree.ts";
import { byLetter, volumeOn, type Draft } from "./compile-draft.ts";
import { Environment } from "./environment.ts";
import type { UnitFile } from "./plan.ts";
import { invalidStep } from "./step-fault.ts";
import { inputOf } from "../../../shared/sequence-step-kinds.ts";

const MAX_PLACEHOLDER_BYTES = 65_536;

/**
 * Reads a unit file step: PrestageFileVolume ("C:"), PrestageFilePath, PrestageFileText with %VARIABLES% of the unit,
 * PrestageFileBytes (what the master keeps for it) and PrestageFileEncoding (utf-8 or utf-16).
 */
export function unitFile(draft: Draft, step: StepNode): UnitFile {
  const read = (name: string) => inputOf(step, name)?.trim() ?? "";
  const partition = byLetter(draft, step, read("PrestageFileVolume").replace(/:\\?$/, "") || "C");
  volumeOn(step, partition);
  const path = read("PrestageFilePath");
  const parts = path.split("\\").slice(1);
  if (
    !/^\\[^:*?"<>|]{1,250}$/.test(path) ||
    parts.some((part) => part === "" || part === "." || part === "..")
  )
    throw invalidStep(step, `“${path}” is no file's path from the volume's root (\\Windows\\…)`);
  const placeholderBytes = Number(read("PrestageFileBytes") || "4096");
  if (!Number.isInteger(placeholderBytes) || placeholderBytes < 1 || placeholderBytes > MAX_PLACEHOLDER_BYTES)
    throw invalidStep(
      step,
      `the length ${read("PrestageFileBytes")} is not between 1 and ${MAX_PLACEHOLDER_BYTES} bytes`,
    );
  const encoding = read("PrestageFileEncoding").toLowerCase() || "utf-8";
  if (encoding !== "utf-8" && encoding !== "utf-16")
    throw invalidStep(step, `the encoding “${encoding}” is not known`);
  const template = inputOf(step, "PrestageFileText") ?? "";
  const file = {
    step: step.name,
    partition: draft.partitions.indexOf(partition),
    path,
    template,
    placeholderBytes,
    encoding,
  };
  fillUnitFile({ ...file, encoding }, {});
  return { ...file, encoding };
}

/**
 * The bytes of the file for one unit: exactly as many as the master keeps, filled up with spaces.
 * @param variables the unit's (UnitSerial, DriveSerial, Batch, …); names without regard to case
 * @throws StagingFault sequence-invalid when the text is too long for its place
 */
export function fillUnitFile(file: UnitFile, variables: Readonly<Record<string, string>>): Uint8Array {
  const environment = new Environment();
  for (const [name, value] of Object.entries(variables)) environment.setBuiltIn(name, value, "the unit");
  const text = environment.expand(file.template);
  const bytes = encode(text.known ? text.value : "", file.encoding);
  if (bytes.length > file.placeholderBytes || (file.encoding === "utf-16" && file.placeholderBytes % 2 !== 0))
    throw new StagingFault(
      "sequence-invalid",
      `Step “${file.step}”: the text for ${file.path} has ${bytes.length} bytes, and its place has ${file.placeholderBytes}.`,
    );
  const filled = encode("", file.encoding, file.placeholderBytes);
  filled.set(bytes);
  return filled;
}

/** The text, or as many spaces as fill this many bytes. */
function encode(text: string, encoding: UnitFile["encoding"], spaceBytes = 0): Uint8Array {
  if (encoding === "utf-8")
    return spaceBytes > 0 ? new Uint8Array(spaceBytes).fill(0x20) : new TextEncoder().encode(text);
  const marked = spaceBytes > 0 ? " ".repeat(spaceBytes / 2) : `\ufeff${text}`;
  const bytes = new Uint8Array(marked.length * 2);
  const view = new DataView(bytes.buffer);
  for (let n = 0; n < marked.length; n++) view.setUint16(n * 2, marked.charCodeAt(n), true);
  return bytes;
}
