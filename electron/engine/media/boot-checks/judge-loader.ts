import type { BootFinding } from "../../../../shared/boot-finding.ts";
import type { Architecture } from "../../../../shared/media.ts";
import type { ProgramSignature } from "./authenticode.ts";
import { EFI_LOADER_NAMES, type BootFacts, type EfiLoader } from "./boot-facts.ts";

/**
 * The authorities by which Secure Boot knows Windows' and others' loaders, and the last day of each.
 * Source: Microsoft, "Windows Secure Boot certificate expiration and CA updates".
 */
const AUTHORITIES: Readonly<Record<string, { year: 2011 | 2023; until: string }>> = {
  "Microsoft Windows Production PCA 2011": { year: 2011, until: "2026-10-19" },
  "Microsoft Corporation UEFI CA 2011": { year: 2011, until: "2026-06-27" },
  "Windows UEFI CA 2023": { year: 2023, until: "2035-06-13" },
  "Microsoft UEFI CA 2023": { year: 2023, until: "2038-06-13" },
};

/** What can be told of the UEFI loaders: for which machine each is, and who signed it. */
export function judgeLoaders(facts: BootFacts): BootFinding[] {
  const { efiLoaders, bootWim } = facts;
  const offered = bootWim?.readable ? bootWim.offers.efiLoader : null;
  const used = efiLoaders.length > 0 ? efiLoaders : offered ? [offered] : [];
  const has2023 = bootWim?.readable === true && bootWim.offers.efiLoader2023;
  return [
    ...used.flatMap((loader) => judgeName(loader)),
    ...judgeMachines(used, facts),
    ...used.flatMap((loader) => (loader.machine === null ? [] : judgeSigner(loader, has2023))),
  ];
}

/** Firmware takes a loader by its name, and refuses one for another machine. */
function judgeName({ path, machine }: EfiLoader): BootFinding[] {
  if (machine === null)
    return [
      find(
        "efi-loader-not-a-program",
        "stops",
        `${path} is no program that firmware could start, or it is cut short.`,
      ),
    ];
  const name = path.slice(path.lastIndexOf("\\") + 1).toLowerCase();
  const meant = Object.entries(EFI_LOADER_NAMES).find(([, each]) => each === name)?.[0];
  if (meant === undefined || meant === machine) return [];
  return [
    find(
      "architecture-unfit",
      "stops",
      `${path} is named for ${meant} processors and is a program for ${shown(machine)}: the firmware refuses it.`,
    ),
  ];
}

/** A loader starts Windows of its own kind only. */
function judgeMachines(used: readonly EfiLoader[], { bootWim }: BootFacts): BootFinding[] {
  const windows = bootWim?.readable ? (bootWim.winload.uefi ?? bootWim.architecture) : "none";
  const machines = used.flatMap(({ machine }) => machine ?? []);
  if (windows === "none" || machines.length === 0 || machines.includes(windows)) return [];
  return [
    find(
      "architecture-unfit",
      "stops",
      `The loader is for ${machines.map(shown).join(" and ")} processors, the boot image for ${windows}: they cannot start together.`,
    ),
  ];
}

function judgeSigner({ path, signatures, unreadableSignatures }: EfiLoader, has2023: boolean): BootFinding[] {
  if (signatures.length === 0) return [unsigned(path, unreadableSignatures)];
  const broken = signatures.filter((each) => each.program === "changed" || each.signature === "broken");
  if (broken.length === signatures.length)
    return [
      find(
        "efi-loader-changed",
        "warns",
        `${path} was changed after ${broken[0]?.signer ?? "somebody"} signed it: its hash does not match. PCs with Secure Boot refuse it.`,
      ),
    ];
  const good = signatures.filter((each) => !broken.includes(each));
  const says = good.map((each) =>
    find("efi-loader-signer", "says", `${path} is signed by ${signedBy(each)}; its hash matches.`),
  );
  return [...says, ...judgeAge(path, good, has2023)];
}

function unsigned(path: string, unreadable: number): BootFinding {
  const how = unreadable > 0 ? "has a signature that cannot be read" : "is not signed";
  return find("efi-loader-unsigned", "warns", `${path} ${how}: PCs with Secure Boot refuse it.`);
}

function signedBy({ signer, issuer, validUntil, issuerValidUntil }: ProgramSignature): string {
  const until = issuerValidUntil ?? AUTHORITIES[issuer]?.until;
  return `${signer} (certificate valid until ${validUntil}), vouched for by ${issuer}${until ? ` (until ${until})` : ""}`;
}

/** Dates are given, never "soon" or "expired": the words are kept and must stay true. */
function judgeAge(path: string, signatures: readonly ProgramSignature[], has2023: boolean): BootFinding[] {
  const known = signatures.flatMap(({ issuer, chain }) =>
    [issuer, ...chain].flatMap((name) => {
      const authority = AUTHORITIES[name];
      return authority ? [{ name, ...authority }] : [];
    }),
  );
  const [old] = known;
  if (!old || known.some(({ year }) => year === 2023)) return [];
  const instead = has2023
    ? " The boot.wim holds a loader signed in 2023 as well (\\Windows\\Boot\\EFI_EX)."
    : " Make the medium anew with a boot image that has the loader of 2023.";
  return [
    find(
      "efi-loader-2011",
      "warns",
      `${path} is signed by way of ${old.name} only, whose certificate ends on ${old.until}. PCs that trust only the authorities of 2023, or have revoked those of 2011, refuse it while Secure Boot is on.${instead}`,
    ),
  ];
}

function shown(machine: Architecture): string {
  return machine === "none" ? "another kind of machine" : machine;
}

function find(code: BootFinding["code"], severity: BootFinding["severity"], message: string): BootFinding {
  return { code, severity, firmware: "uefi", message };
}
