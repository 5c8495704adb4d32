import {
  ModelInput,
  type DeviceKind,
  type ModelDevice,
  type TargetModel,
} from "../../../shared/target-model.ts";

/** What the dialog's fields hold. */
export interface ModelForm {
  name: string;
  vendor: string;
  firmware: "uefi" | "bios";
  architecture: "x64" | "x86" | "arm64";
  note: string;
  /** Those that it had before. */
  had: readonly ModelDevice[];
  /** What the list comes to as it stands now: while someone types, half an id is none that stays. */
  found: readonly ModelDevice[];
  /** What was said of each since, by `keyOf`. */
  said: ReadonlyMap<string, DeviceKind | "taken-out">;
}

export function formOf(model: TargetModel | null): ModelForm {
  return {
    name: model?.name ?? "",
    vendor: model?.vendor ?? "",
    firmware: model?.firmware ?? "uefi",
    architecture: model?.architecture ?? "x64",
    note: model?.note ?? "",
    had: model?.devices ?? [],
    found: [],
    said: new Map(),
  };
}

/** Those that were there and those that were found, each once, as a person set them. */
export function devicesOf({ had, found, said }: ModelForm): ModelDevice[] {
  const known = new Set(had.map(keyOf));
  return [...had, ...found.filter((device) => !known.has(keyOf(device)))].flatMap((device) => {
    const kind = said.get(keyOf(device));
    if (kind === "taken-out") return [];
    return kind === undefined ? [device] : [{ ...device, kind }];
  });
}

/** The model that the form stands for, or what keeps it from being one. */
export function readForm(
  { had, found, said, ...form }: ModelForm,
  id: string | undefined,
): { model: ModelInput; problem: null } | { model: null; problem: string } {
  const devices = devicesOf({ had, found, said, ...form });
  const parsed = ModelInput.safeParse({ ...form, devices, ...(id !== undefined && { id }) });
  if (parsed.success) return { model: parsed.data, problem: null };
  return { model: null, problem: parsed.error.issues[0]?.message ?? "" };
}

export function keyOf({ hardwareIds, compatibleIds }: ModelDevice): string {
  return [...hardwareIds, "", ...compatibleIds].join(" ");
}

/** The text of a list that a program wrote; PowerShell's > writes UTF-16. */
export function decodeList(bytes: ArrayBuffer): string {
  const [a, b] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (a === 0xff && b === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return new TextDecoder("utf-8").decode(bytes);
}
