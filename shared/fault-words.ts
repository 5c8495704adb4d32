import type { FaultCode } from "./fault.ts";
import type { RefusalCode } from "./drive.ts";

/** What happened in a few words, and what to do now. Every code has both; the compiler sees when one is missing. */
export interface Words {
  what: string;
  todo: string;
}

export const faultWords: Record<FaultCode, Words> = {
  "drive-gone": {
    what: "The drive is gone",
    todo: "Put it in again and start it anew, or take another drive.",
  },
  "drive-swapped": {
    what: "Another drive is in the bay",
    todo: "Nothing was written. Look at the bay, then start again with the drive that is in it now.",
  },
  "drive-busy": {
    what: "The drive is in use",
    todo: "Wait until the other job or program has let go of it, then start again.",
  },
  "drive-refused": {
    what: "The drive may not be staged",
    todo: "Take the drive out and put in another one.",
  },
  "drive-too-small": {
    what: "The drive is too small",
    todo: "Put in a larger drive, or choose a smaller medium.",
  },
  "drive-write-failed": {
    what: "Write error",
    todo: "The drive stopped accepting data. Pull it and mark it bad.",
  },
  "drive-read-failed": {
    what: "Read error",
    todo: "The drive could not give its data back. Pull it and mark it bad.",
  },
  "drive-stalled": { what: "The drive stopped answering", todo: "Pull the drive and mark it bad." },
  "drive-too-slow": {
    what: "The drive is far slower than its like",
    todo: "Put it on another port. If it stays slow, mark it bad.",
  },
  "verify-mismatch": {
    what: "Read back is not what was written",
    todo: "Do not ship this drive. Pull it and mark it bad.",
  },
  "station-command-failed": {
    what: "A step on the station failed",
    todo: "Look at what it printed, in the unit's record. Mend it, then start the drive again.",
  },
  "drive-not-staged": {
    what: "The drive carries no stamp",
    todo: "It was not staged by a Prestage station, or not to the end. Stage it.",
  },
  "boot-not-proved": {
    what: "The start was not proved",
    todo: "Look at the picture that was taken. Do not ship the drive before you know why.",
  },
  "bay-unknown": {
    what: "No such bay",
    todo: "Look at the list of bays, or teach this bay with “bench map”.",
  },
  "bay-empty": { what: "The bay is empty", todo: "Put a drive in." },
  "unit-serial-missing": {
    what: "The unit has no serial",
    todo: "This drive tells no serial of its own. Scan or type the unit's serial for this bay.",
  },
  "unit-serial-taken": {
    what: "Two bays have the same unit serial",
    todo: "Scan the units again: each bay needs its own.",
  },
  "media-not-wim": { what: "Not a .wim file", todo: "Choose the prestaged media's .wim file." },
  "media-truncated": {
    what: "The .wim file is cut short",
    todo: "Copy it again from where it came from; the copy did not finish.",
  },
  "media-corrupt": {
    what: "The .wim file is damaged",
    todo: "Copy it again from where it came from, then import it again.",
  },
  "media-unsafe-path": {
    what: "The .wim file holds a path that leads outside",
    todo: "Do not use this file. Ask whoever made it for a clean one.",
  },
  "media-split-part": {
    what: "The split set is not whole",
    todo: "Put all parts of the set into one folder of the station, each once, and import any of them by its path.",
  },
  "media-wrong-index": { what: "The medium has no such image", todo: "Choose one of the images it lists." },
  "media-no-boot-files": {
    what: "The medium lacks the files a PC starts from",
    todo: "Use a medium that holds the files for this firmware (\\bootmgr, or a loader in \\EFI\\Boot) or a boot image with them, or another task sequence.",
  },
  "boot-check-failed": {
    what: "A drive staged from this medium would not start",
    todo: "Nothing was written. Mend the boot image or the boot files as the finding says, and import the medium again.",
  },
  "media-contents-unfit": {
    what: "A drive would not carry all of this medium",
    todo: "Nothing was written. Mend the image as the finding says, make the medium anew, and import it again.",
  },
  "media-missing": { what: "No such medium", todo: "Import it first, or look at the list of media." },
  "media-retired": {
    what: "The medium is retired",
    todo: "Choose the current version. If this one is to be used after all, reinstate it (Media, or media reinstate).",
  },
  "media-not-current": {
    what: "The medium is not the current version",
    todo: "Choose the current version. A supervisor can make this one current, or let the station stage others.",
  },
  "media-in-use": {
    what: "The medium is being used",
    todo: "Wait until the drives it is staged on have ended.",
  },
  "media-unsupported": {
    what: "This kind of .wim cannot be staged",
    todo: "Make a plain one of it: wimlib-imagex export FILE all NEW.wim --compress=LZX. An .esd can also be the OS image of a new medium (Media → Create…).",
  },
  "media-unsigned": {
    what: "The medium is not signed",
    todo: "This station stages signed media only. Bring its signature (.wim.p7s) in with it, or let a supervisor sign it.",
  },
  "media-untrusted": {
    what: "The medium is not trusted here",
    todo: "Use a medium signed by someone on the trust list, or let a supervisor trust its signer.",
  },
  "media-certificate-dates": {
    what: "The medium's certificate is not valid today",
    todo: "Look at the station's clock. If it is right, let a supervisor sign the medium anew.",
  },
  "media-signature-broken": {
    what: "The medium's signature is broken",
    todo: "It was changed after it was signed, or its signature is another medium's. Do not use it. Bring it in again from where it came from.",
  },
  "password-wrong": {
    what: "The password does not fit",
    todo: "Type it again. Nobody can read the variables without it: if it is lost, make the medium anew.",
  },
  "certificate-unusable": {
    what: "The certificate cannot sign",
    todo: "Choose a certificate that is valid now, with its private key and the password of the file.",
  },
  "location-unknown": {
    what: "No such content location",
    todo: "Look at the list of locations.",
  },
  "location-unreachable": {
    what: "The location cannot be reached",
    todo: "Look at its address, the network and whether it runs. What was pulled is kept; go on from there.",
  },
  "location-denied": {
    what: "The location does not let this station in",
    todo: "Ask whoever runs it for the token, and put it into the location here.",
  },
  "location-untrusted": {
    what: "The location's certificate is not accepted",
    todo: "Nothing was pulled. Give the location its CA file or its certificate's fingerprint, or have the certificate renewed.",
  },
  "location-unreadable": {
    what: "The location has no index that can be read",
    todo: "Make it there with “prestage content publish”, then look again.",
  },
  "location-broken": {
    what: "The location's server does not answer as it should",
    todo: "Look at that server and what stands between. What was pulled is kept; go on from there.",
  },
  "content-missing": {
    what: "No location has it",
    todo: "Look at the catalogue again: it may have another version, or a location may be switched off.",
  },
  "content-changed": {
    what: "It is not what the catalogue promised",
    todo: "Nothing of it was imported. Have the location published again, then look at the catalogue anew.",
  },
  "certificate-unknown": {
    what: "No such certificate",
    todo: "Look at the list of certificates: prestage certificate list.",
  },
  "sector-size-unsupported": {
    what: "No PC starts from this drive by BIOS",
    todo: "Drives with 4096-byte sectors start by UEFI only. Put in a drive with 512-byte sectors.",
  },
  "sequence-unknown": { what: "No such task sequence", todo: "Look at the list of task sequences." },
  "sequence-step-unsupported": {
    what: "The task sequence has a step this station cannot do",
    todo: "Remove or disable that step, or use another task sequence.",
  },
  "sequence-invalid": { what: "The task sequence cannot work", todo: "Correct the step that is named." },
  "sequence-unreadable": {
    what: "Not a task sequence that can be read",
    todo: "Export it again from the console: the .zip, its object.xml, or MDT's ts.xml. Nothing was imported.",
  },
  "master-failed": {
    what: "The master could not be built",
    todo: "No drive was written. Look at the detail, then check the medium.",
  },
  "master-lost": {
    what: "The master could not be read any more",
    todo: "The drive is not at fault, and not done. Drop the masters (Media → Masters…), look at the station's own disk, and start the drive again.",
  },
  "batch-unknown": { what: "No such batch", todo: "Look at the list of batches." },
  "batch-closed": { what: "The batch is closed", todo: "Open it again, or start a new batch." },
  "record-unknown": { what: "No such record", todo: "Look for the unit by another serial." },
  "model-unknown": {
    what: "No such target model",
    todo: "Look at the list of models: “prestage model list”.",
  },
  "disk-full": {
    what: "The station's disk is full",
    todo: "Drop masters (Media → Masters…), remove media that are not needed, or give the station more space. Nothing was lost.",
  },
  "tool-missing": { what: "A program is missing", todo: "Install it with the line given, then try again." },
  "root-needed": {
    what: "The real bench needs root",
    todo: "Start the station with sudo, or use the training bench.",
  },
  "home-not-writable": {
    what: "The station's folder cannot be written",
    todo: "Give this user the right to write there, or choose another folder with --home.",
  },
  "database-read-only": {
    what: "The records cannot be written",
    todo: "No drive is started without a record. Make the database writable, then start the station again.",
  },
  "database-corrupt": {
    what: "The records are damaged",
    todo: "The file was left as it is. Put back your last backup of it, or move it away to begin anew.",
  },
  "database-newer": {
    what: "The records are from a newer version",
    todo: "Start the newer version of Prestage. This one will not touch them.",
  },
  "port-in-use": { what: "The network port is taken", todo: "Choose another with --port, or leave it out." },
  "engine-gone": {
    what: "The engine is not there",
    todo: "Start the station again. Drives that were being written show as interrupted.",
  },
  "engine-running": {
    what: "An engine is already running here",
    todo: "Use it, or end it first with “prestage stop”.",
  },
  "drives-running": {
    what: "Drives are being staged",
    todo: "Wait for them (--wait), or cancel them (--cancel).",
  },
  "not-on-this-bench": {
    what: "This bench cannot do that",
    todo: "Training commands work on the training bench only.",
  },
  "access-denied": {
    what: "Not allowed",
    todo: "Open the station with the address it printed; it holds the token.",
  },
  "bad-input": { what: "That cannot be right", todo: "Correct what is named and try again." },
  internal: {
    what: "Something went wrong inside the station",
    todo: "Nothing you did. Copy the detail and send it to whoever looks after the station.",
  },
};

export const refusalWords: Record<RefusalCode, Words> = {
  "holds-system": { what: "holds this system", todo: "This computer runs from it. It can never be staged." },
  "holds-station": { what: "holds the station's data", todo: "Media, masters or records live on it." },
  mounted: { what: "mounted", todo: "Unmount it first, if its data may go." },
  swap: { what: "used as swap", todo: "Turn the swap off first, if you know what it is." },
  held: {
    what: "held by another device",
    todo: "A RAID, LVM or encrypted volume is active on it. Stop that first.",
  },
  "stale-signature": {
    what: "carries a RAID or LVM signature",
    todo: "Nothing holds it now. If its data may go, use “Clear old data”.",
  },
  "read-only": { what: "read-only", todo: "Take the write protection off, or put in another drive." },
  "too-small": { what: "too small", todo: "Put in a larger drive." },
  "no-size": { what: "reports no size", todo: "Put it in again. If it stays so, mark it bad." },
  "duplicate-identity": {
    what: "same identity as another drive",
    todo: "Two drives answer with the same serial; put in one after the other.",
  },
  "untaught-port": { what: "not a bay yet", todo: "Teach this port its bay number with “bench map”." },
  blocked: { what: "blocked", todo: "A write that never came back still holds it. Pull the drive." },
};
