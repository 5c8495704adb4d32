import { TargetProfile } from "../../../shared/sequence-profile.ts";
import bios from "../../../resources/profiles/generic-bios.json" with { type: "json" };
import uefi from "../../../resources/profiles/generic-uefi.json" with { type: "json" };

/** The profiles that come with the station. */
export function builtInProfiles(): TargetProfile[] {
  return [bios, uefi].map((source) => TargetProfile.parse(source));
}
