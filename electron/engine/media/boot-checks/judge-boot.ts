import type { BootFinding, Firmware } from "../../../../shared/boot-finding.ts";
import type { Architecture } from "../../../../shared/media.ts";
import type { BootFacts, BootWim } from "./boot-facts.ts";
import { judgeLoaders } from "./judge-loader.ts";

type Readable = Extract<BootWim, { readable: true }>;
type Severity = BootFinding["severity"];

/**
 * What Windows' boot manager would make of a medium, by both firmwares. What only it asks for (its loader, boot.sdi)
 * merely warns where the boot store is none of Windows: then something else starts the PC.
 * The codes it shows were measured with bootmgr of the Windows 11 era.
 */
export function judgeBoot(facts: BootFacts): BootFinding[] {
  return [
    ...judgeBootWim(facts),
    ...judgeFirmware(facts, "bios"),
    ...judgeFirmware(facts, "uefi"),
    ...judgeLoaders(facts),
  ];
}

function judgeBootWim({ bootWim, biosStore, efiStore }: BootFacts): BootFinding[] {
  if (!bootWim) {
    const severity = [biosStore, efiStore].includes("windows") ? "stops" : "warns";
    return [
      find(
        "boot-wim-missing",
        severity,
        null,
        "There is no \\sources\\boot.wim: Windows' boot manager says that a required device isn't connected (0xc000000f).",
      ),
    ];
  }
  if (!bootWim.readable) return [unreadable(bootWim)];
  const found: BootFinding[] = [];
  if (bootWim.damage !== null)
    found.push(
      find(
        "boot-wim-damaged",
        "stops",
        null,
        `\\sources\\boot.wim is damaged inside: the boot manager says 0xc0000098, or Windows stops later. ${bootWim.damage}`,
      ),
    );
  if (bootWim.bootIndex === 0)
    found.push(
      find(
        "boot-wim-not-bootable",
        "stops",
        null,
        `None of the ${bootWim.imageCount} image(s) in \\sources\\boot.wim is marked as the one to start: the boot manager says 0xc0000487.`,
      ),
    );
  return found;
}

function unreadable({ why, problem }: Extract<BootWim, { readable: false }>): BootFinding {
  const first = "\\sources\\boot.wim ";
  if (why === "lzms")
    return find(
      "boot-wim-lzms",
      "stops",
      null,
      `${first}is packed as LZMS or as a solid file, which no boot manager reads: it says 0xc0000001. Export it with LZX or XPRESS.`,
    );
  if (why === "damaged")
    return find("boot-wim-damaged", "stops", null, `${first}is damaged (0xc0000098). ${problem}`);
  return find(
    "boot-wim-not-wim",
    "stops",
    null,
    `${first}is no .wim: the boot manager says 0xc000000f. ${problem}`,
  );
}

function judgeFirmware(facts: BootFacts, firmware: Firmware): BootFinding[] {
  const store = firmware === "bios" ? facts.biosStore : facts.efiStore;
  const windows: Severity = store === "other" ? "warns" : "stops";
  const { bootWim } = facts;
  // Of a damaged one nothing more is told: it has to be made anew anyway.
  const readable = bootWim?.readable && bootWim.damage === null ? bootWim : null;
  return [
    ...judgeStarter(facts, firmware, readable),
    ...judgeStore(store, firmware, readable),
    ...judgeSdi(facts, firmware, windows, readable),
    ...(readable ? judgeWinload(readable, firmware, windows) : []),
  ];
}

/** What the firmware itself looks for. */
function judgeStarter(facts: BootFacts, firmware: Firmware, bootWim: Readable | null): BootFinding[] {
  if (firmware === "bios")
    return facts.bootmgr
      ? []
      : [missing("bootmgr-missing", firmware, "\\bootmgr", bootWim?.offers.bootmgr, "stops")];
  if (facts.efiLoaders.length > 0) return [];
  const offered = bootWim ? bootWim.offers.efiLoader !== null : false;
  return [missing("efi-loader-missing", firmware, "a loader in \\EFI\\Boot", offered, "stops")];
}

function judgeStore(
  store: BootFacts["biosStore"],
  firmware: Firmware,
  bootWim: Readable | null,
): BootFinding[] {
  if (store !== "none") return [];
  const path = firmware === "bios" ? "\\Boot\\BCD" : "\\EFI\\Microsoft\\Boot\\BCD";
  const offered = firmware === "bios" ? bootWim?.offers.biosStore : bootWim?.offers.efiStore;
  // The station writes a store of its own where a layout needs one.
  return [missing("boot-store-missing", firmware, path, offered, "warns")];
}

function judgeSdi(
  { bootSdi }: BootFacts,
  firmware: Firmware,
  windows: Severity,
  bootWim: Readable | null,
): BootFinding[] {
  if (bootSdi || !bootWim) return [];
  return [missing("boot-sdi-missing", firmware, "\\Boot\\boot.sdi", bootWim.offers.bootSdi, windows)];
}

function missing(
  code: BootFinding["code"],
  firmware: Firmware,
  what: string,
  offered: boolean | undefined,
  severity: Severity,
): BootFinding {
  const by = firmware === "bios" ? "BIOS" : "UEFI";
  if (offered)
    return find(
      code,
      "says",
      firmware,
      `The medium has no ${what.replace(/^a /, "")}; it can be taken out of its boot.wim.`,
    );
  const then = severity === "stops" ? `no PC starts from it by ${by}` : `a PC may not start from it by ${by}`;
  return find(
    code,
    severity,
    firmware,
    `The medium has no ${what.replace(/^a /, "")}, and its boot.wim has none either: ${then}.`,
  );
}

const FITS: Record<Firmware, readonly Architecture[]> = {
  bios: ["x86", "x64"],
  uefi: ["x64", "arm64", "x86", "arm"],
};

function judgeWinload(bootWim: Readable, firmware: Firmware, windows: Severity): BootFinding[] {
  const machine = bootWim.winload[firmware];
  const architecture = machine ?? bootWim.architecture;
  const found: BootFinding[] = [];
  if (architecture !== "none" && !FITS[firmware].includes(architecture))
    found.push(
      find(
        "architecture-unfit",
        "stops",
        firmware,
        `The boot image is for ${architecture} processors: no such PC starts by ${firmware === "bios" ? "BIOS" : "UEFI"}.`,
      ),
    );
  else if (machine === null) {
    const name = firmware === "bios" ? "winload.exe" : "winload.efi";
    found.push(
      find(
        "winload-missing",
        windows,
        firmware,
        `\\Windows\\System32\\boot\\${name} is missing in \\sources\\boot.wim, or is no program: Windows' boot manager says 0xc000000f.`,
      ),
    );
  }
  return found;
}

function find(
  code: BootFinding["code"],
  severity: Severity,
  firmware: Firmware | null,
  message: string,
): BootFinding {
  return { code, severity, firmware, message };
}
