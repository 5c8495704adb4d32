import { StagingFault } from "../../../../shared/fault.ts";
import { ModelInput, type ModelDevice, type TargetModel } from "../../../../shared/target-model.ts";
import { engineFlags, type Command, type Context } from "../command.ts";
import { kindWords, listWords, readListFile } from "../device-files.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import type { Station } from "../station.ts";
import { formatFacts, formatTable } from "../table.ts";
import { parseChoice } from "../values.ts";
import { formatDate } from "../words.ts";

const LISTS =
  "A list of devices is what lspci -nn (better: lspci -nnv) prints on the PC; or, in PowerShell, Get-PnpDevice " +
  "-PresentOnly | Select FriendlyName, Class, InstanceId, HardwareID, CompatibleID | ConvertTo-Json (Format-List and " +
  "ConvertTo-Csv will do, too); or a hardware id in each line. Lines that cannot be used are told with their numbers.";

export const modelAdd: Command = {
  name: "model add",
  takes: "NAME",
  words: [1, 1],
  summary: "Names a model of PC that drives are staged for, with the devices a boot image has to drive",
  about: LISTS,
  flags: {
    vendor: { value: "NAME", words: "who makes it" },
    firmware: { value: "bios|uefi", words: "how it starts (default: uefi)" },
    architecture: { value: "x64|x86|arm64", words: "its processor (default: x64)" },
    note: { value: "TEXT", words: "anything worth knowing" },
    from: { value: "FILE", words: "a list of its devices; - for standard input" },
    disk: { value: "ID", many: true, words: "the id of a disk controller; may be given again" },
    network: { value: "ID", many: true, words: "the id of a network adapter; may be given again" },
    ...engineFlags,
  },
  async run({ given, output, station }) {
    await using engine = await station();
    const from = given.text("from");
    const named = (["disk", "network"] as const).flatMap((kind) =>
      given.texts(kind).map((id) => `${kind} ${id}`),
    );
    const text = [...(from === undefined ? [] : [readListFile(from)]), ""].join("\n");
    const listed = await engine.client.readDevices({ text });
    const typed = await engine.client.readDevices({ text: named.join("\n") });
    const [wrong] = typed.problems;
    if (wrong) throw new UsageError(`${wrong.text}: ${wrong.message}`, "model add");
    if (from !== undefined) output.note(listWords(listed));
    const devices = [...listed.devices, ...typed.devices];
    if (devices.length === 0) throw noDevices();
    const model = await engine.client.saveModel({
      model: read({
        name: given.words[0],
        vendor: given.text("vendor"),
        firmware: choice(given.text("firmware"), "--firmware", ["bios", "uefi"]),
        architecture: choice(given.text("architecture"), "--architecture", ["x64", "x86", "arm64"]),
        note: given.text("note"),
        devices,
      }),
    });
    output.result({ model, problems: listed.problems }, () => `Added ${titleOf(model)}.`);
    return exitCodes.ok.code;
  },
};

export const modelImport: Command = {
  name: "model import",
  takes: "NAME|ID FILE",
  words: [2, 2],
  summary: "Adds the devices of a list to a model; - for standard input",
  about: LISTS,
  flags: { replace: { words: "put them in the place of those it has" }, ...engineFlags },
  async run({ given, output, station }) {
    await using engine = await station();
    const [wanted = "", file = ""] = given.words;
    const { changedAt: _, ...old } = await chooseModel(engine, wanted);
    const listed = await engine.client.readDevices({ text: readListFile(file) });
    output.note(listWords(listed));
    if (listed.devices.length === 0) throw noDevices();
    const kept = given.has("replace") ? [] : old.devices;
    const known = new Set(kept.map(keyOf));
    const added = listed.devices.filter((device) => !known.has(keyOf(device)));
    const model = await engine.client.saveModel({
      model: read({ ...old, devices: [...kept, ...added] }),
    });
    output.result(
      { model, added: added.length, problems: listed.problems },
      () => `${titleOf(model)}: ${added.length} devices added, ${model.devices.length} in all.`,
    );
    return exitCodes.ok.code;
  },
};

export const modelList: Command = {
  name: "model list",
  takes: "",
  words: [0, 0],
  summary: "Lists the target models",
  flags: engineFlags,
  async run({ output, station }) {
    await using engine = await station();
    const models = await engine.client.models({});
    output.result(models, () => modelTable(models));
    return exitCodes.ok.code;
  },
};

export const modelShow: Command = {
  name: "model show",
  takes: "NAME|ID",
  words: [1, 1],
  summary: "Shows one target model and its devices",
  flags: engineFlags,
  async run({ given, output, station }: Context) {
    await using engine = await station();
    const model = await chooseModel(engine, given.words[0] ?? "");
    output.result(model, () => [modelFacts(model), deviceTable(model.devices)].join("\n\n"));
    return exitCodes.ok.code;
  },
};

export const modelRemove: Command = {
  name: "model remove",
  takes: "NAME|ID",
  words: [1, 1],
  summary: "Forgets a target model",
  flags: engineFlags,
  async run({ given, output, station }) {
    await using engine = await station();
    const model = await chooseModel(engine, given.words[0] ?? "");
    await engine.client.removeModel({ id: model.id });
    output.result({ removed: model.id }, () => `Removed ${titleOf(model)}.`);
    return exitCodes.ok.code;
  },
};

/** @throws StagingFault model-unknown; bad-input when it could be any of several */
export async function chooseModel(engine: Station, wanted: string): Promise<TargetModel> {
  const lower = wanted.trim().toLowerCase();
  const models = await engine.client.models({});
  const found = models.filter(
    (model) =>
      model.id === wanted || titleOf(model).toLowerCase() === lower || model.name.toLowerCase() === lower,
  );
  const [only, another] = found;
  if (!only) throw new StagingFault("model-unknown", `There is no target model "${wanted}".`);
  if (!another) return only;
  const which = found.map((model) => `${titleOf(model)} (${model.id})`).join(", ");
  throw new StagingFault("bad-input", `"${wanted}" could be any of ${which}. Name it with its vendor.`);
}

/** "Dell Latitude 5430" */
export function titleOf({ vendor, name }: Pick<TargetModel, "vendor" | "name">): string {
  return `${vendor} ${name}`.trim();
}

function noDevices(): StagingFault {
  return new StagingFault(
    "bad-input",
    "No devices were given. Give a list with --from FILE, or ids with --disk ID and --network ID.",
  );
}

function read(fields: Record<string, unknown>): ModelInput {
  const parsed = ModelInput.safeParse(fields);
  if (parsed.success) return parsed.data;
  throw new UsageError(parsed.error.issues[0]?.message ?? "That is no model.", "model add");
}

function choice<const T extends string>(
  text: string | undefined,
  flag: string,
  choices: readonly T[],
): T | undefined {
  return text === undefined ? undefined : parseChoice(text, flag, choices);
}

function keyOf({ hardwareIds, compatibleIds }: ModelDevice): string {
  return [...hardwareIds, "", ...compatibleIds].join(" ");
}

function modelTable(models: readonly TargetModel[]): string {
  if (models.length === 0)
    return "No target models yet. Name one with: lspci -nnv | prestage model add NAME --from -";
  const count = (model: TargetModel, kind: ModelDevice["kind"]) =>
    model.devices.filter((device) => device.kind === kind).length;
  return formatTable(
    [
      { title: "Vendor", cell: ({ vendor }) => vendor || null },
      { title: "Model", cell: ({ name }) => name },
      { title: "Starts by", cell: ({ firmware }) => firmware.toUpperCase() },
      { title: "Processor", cell: ({ architecture }) => architecture },
      { title: "Disk", cell: (model) => count(model, "disk"), right: true },
      { title: "Network", cell: (model) => count(model, "network"), right: true },
      { title: "Devices", cell: ({ devices }) => devices.length, right: true },
      { title: "Id", cell: ({ id }) => id },
    ],
    models,
  );
}

function modelFacts(model: TargetModel): string {
  return formatFacts([
    ["Model", titleOf(model)],
    ["Starts by", model.firmware.toUpperCase()],
    ["Processor", model.architecture],
    ["Note", model.note || null],
    ["Changed", formatDate(model.changedAt)],
    ["Id", model.id],
  ]);
}

function deviceTable(devices: readonly ModelDevice[]): string {
  return formatTable(
    [
      { title: "What", cell: ({ kind }) => kindWords[kind] },
      { title: "Device", cell: ({ description }) => description || null },
      { title: "Id", cell: ({ hardwareIds, compatibleIds }) => hardwareIds[0] ?? compatibleIds[0] ?? null },
    ],
    devices,
  );
}
