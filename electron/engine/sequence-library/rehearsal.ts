import { StagingFault } from "../../../shared/fault.ts";
import type { RehearsalRequest } from "../../../shared/sequence-library.ts";
import type { TargetProfile } from "../../../shared/sequence-profile.ts";
import type { MediumFacts, Rehearsal } from "../../../shared/sequence-rehearsal.ts";
import { builtInProfiles } from "../sequence/built-in-profiles.ts";
import type { RehearsalInput } from "../sequence/rehearsal-run.ts";
import { rehearse } from "../sequence/rehearse.ts";
import { readSequenceFile } from "../sequence-files/sequence-file.ts";
import { readSource } from "./import.ts";
import { edited } from "./edited.ts";
import type { SequenceLibrary } from "./library.ts";

/** The name of a medium in the library; null when there is none of that id. */
export type MediumOf = (id: string) => Pick<MediumFacts, "name"> | null;

/** What will happen when a target starts this sequence from this medium. Nothing is kept. */
export async function rehearseRequest(
  library: SequenceLibrary,
  mediumOf: MediumOf,
  request: RehearsalRequest,
): Promise<Rehearsal> {
  const { sequence, subSequence } = await sequenceOf(library, request.of);
  const profile = profileOf(request.profile);
  return rehearse({
    sequence: { ...sequence, tree: edited(library, sequence.tree, request.edits) },
    subSequence,
    medium: mediumFacts(mediumOf, request),
    profile: { ...profile, variables: { ...profile.variables, ...request.variables } },
  });
}

type Rehearsed = Pick<RehearsalInput, "sequence"> & Required<Pick<RehearsalInput, "subSequence">>;

async function sequenceOf(library: SequenceLibrary, of: RehearsalRequest["of"]): Promise<Rehearsed> {
  const kept = (id: string) => library.byPackage(id);
  if ("sequence" in of) {
    const { tree, facts } = library.choose(of);
    return { sequence: { tree, facts }, subSequence: kept };
  }
  const { bytes, fileName } = await readSource(of);
  const [first, ...others] = readSequenceFile(bytes, fileName).sequences;
  if (!first) throw new StagingFault("sequence-unreadable", "The file holds no task sequence.");
  const together = (id: string) =>
    others.find(({ facts }) => facts.packageId?.toUpperCase() === id.toUpperCase());
  return { sequence: first, subSequence: (id) => together(id) ?? kept(id) };
}

/** @throws StagingFault bad-input for the id of no profile */
function profileOf(wanted: RehearsalRequest["profile"]): TargetProfile {
  if (typeof wanted !== "string") return wanted;
  const found = builtInProfiles().find(({ id }) => id === wanted);
  if (!found) throw new StagingFault("bad-input", `There is no target profile “${wanted}”.`);
  return found;
}

/** @throws StagingFault media-missing */
function mediumFacts(mediumOf: MediumOf, { media, medium }: RehearsalRequest): MediumFacts {
  const found = media === null ? { name: "a medium that nothing is known of" } : mediumOf(media);
  if (!found) throw new StagingFault("media-missing", `There is no medium ${media ?? ""} in the library.`);
  return {
    name: found.name,
    bootImageId: medium.bootImageId ?? null,
    bootImageVersion: medium.bootImageVersion ?? null,
    osImageId: medium.osImageId ?? null,
    packages: medium.packages ?? null,
    variables: medium.variables ?? {},
  };
}
