import type { TargetProfile } from "../../../shared/sequence-profile.ts";
import type { MediumFacts } from "../../../shared/sequence-rehearsal.ts";
import type { SequenceFacts, SequenceTree } from "../../../shared/sequence-tree.ts";
import { nameProblem } from "../../../shared/sequence-limits.ts";
import { Environment, type Reading } from "./environment.ts";

/** Built-in variables that are there only in cases a start from prestaged media is not. */
const ABSENT = /^_(?:SMSTSSetupRollback|SMSTSMachineNameChanged|SMSTSHTA|SMSTSUserStarted|OSD\w+)$/i;

/**
 * The variables a target has when it starts a sequence from prestaged media: its own, the medium's (they stand in for
 * those of collections and devices), and the engine's built-in ones. In MDT's sequences a variable nobody set may come
 * from rules or the wizard, so it is not known; in the console's it is empty.
 */
export function startEnvironment(
  tree: SequenceTree,
  facts: SequenceFacts,
  medium: MediumFacts,
  profile: TargetProfile,
): Environment {
  const absent = new Set<string>();
  const mdt = tree.formatVersion === "3.00";
  const environment = new Environment((name) => unset(name, mdt, absent));
  for (const { name, value } of tree.globals ?? []) environment.set(name, value, "the sequence");
  for (const [name, value] of Object.entries(profile.variables)) {
    if (value === null) absent.add(name.toLowerCase());
    else environment.setBuiltIn(name, value, `the profile “${profile.name}”`);
  }
  for (const [name, value] of Object.entries(medium.variables))
    environment.set(name, value, `the medium “${medium.name}”`);
  setBuiltIns(environment, facts, medium, profile);
  return environment;
}

function unset(name: string, mdt: boolean, absent: ReadonlySet<string>): Reading {
  const empty: Reading = { known: true, value: "" };
  if (absent.has(name.toLowerCase()) || ABSENT.test(name)) return empty;
  if (/^_SMSTS/i.test(name)) return { known: false, missing: `the built-in variable ${name}` };
  if (mdt && nameProblem(name) === null)
    return { known: false, missing: `the variable ${name} (rules or the wizard may set it)` };
  return empty;
}

function setBuiltIns(
  environment: Environment,
  facts: SequenceFacts,
  medium: MediumFacts,
  profile: TargetProfile,
): void {
  const from = "a start from prestaged media";
  const set = (name: string, value: string) => environment.setBuiltIn(name, value, from);
  set("_SMSTSMediaType", "OEMMedia");
  set("_SMSTSLaunchMode", "HD");
  set("_SMSTSInWinPE", "true");
  set("_SMSTSBootUEFI", profile.firmware === "uefi" ? "true" : "");
  set("_SMSTSPackageName", facts.name);
  set("_SMSTSLastActionRetCode", "0");
  set("_SMSTSLastActionSucceeded", "true");
  const system = profile.wmi.find(({ name }) => name.toLowerCase() === "win32_computersystem")?.instances[0];
  for (const [variable, property] of [
    ["_SMSTSMake", "Manufacturer"],
    ["_SMSTSModel", "Model"],
  ] as const) {
    const value = system?.[property];
    if (typeof value === "string") set(variable, value);
  }
  if (facts.packageId) set("_SMSTSPackageID", facts.packageId);
  if (medium.bootImageId) set("_SMSTSBootImageID", medium.bootImageId);
  // It exists only when content is cached on a local drive, and prestaged packages are.
  if (medium.packages === null)
    environment.setUnknown("_SMSTSClientCache", "which packages are on the medium");
  else set("_SMSTSClientCache", medium.packages.length > 0 ? "C:\\_SMSTaskSequence" : "");
}

/** What MDT's Gather finds on a machine, from the profile; the rest of what it may set is not known. */
export function gather(environment: Environment, profile: TargetProfile): void {
  const text = (className: string, property: string) => {
    const found = profile.wmi.find(({ name }) => name.toLowerCase() === className.toLowerCase());
    const value = found?.instances[0]?.[property];
    return typeof value === "string" ? value : null;
  };
  const found: [name: string, value: string | null][] = [
    ["Make", text("Win32_ComputerSystem", "Manufacturer")],
    ["Model", text("Win32_ComputerSystem", "Model")],
    ["SerialNumber", text("Win32_BIOS", "SerialNumber")],
    ["Product", text("Win32_BaseBoard", "Product")],
    ["IsUEFI", profile.firmware === "uefi" ? "True" : "False"],
    ...["IsVM", "IsLaptop", "IsDesktop", "IsServer", "AssetTag", "Memory", "VMPlatform"].map(
      (name): [string, null] => [name, null],
    ),
  ];
  for (const [name, value] of found) {
    const told = environment.setBy(name)?.startsWith("the profile");
    if (told) continue;
    if (value === null) environment.setUnknown(name, `what Gather finds for ${name}`);
    else environment.setBuiltIn(name, value, "Gather");
  }
}
