/**
 * Every way the station can fail that a person may have to act on. A closed list: each code has words in
 * `fault-words.ts`, and the compiler sees when one is missing.
 */
export const faultCodes = [
  // the drive in a bay
  "drive-gone", // pulled, or it stopped answering
  "drive-swapped", // another drive, or the same one put in again, since it was chosen
  "drive-busy", // somebody holds it already: another job, another program
  "drive-refused", // the guard never lets it be written
  "drive-too-small",
  "drive-write-failed",
  "drive-read-failed",
  "drive-stalled", // no progress for too long
  "drive-too-slow", // an outlier among drives of its model, where the station is told to fail such
  "verify-mismatch", // what was read back is not what was written
  "boot-not-proved", // it was started, and what was waited for did not come
  "station-command-failed", // a step of the sequence that runs on the station, before or after the drive
  "drive-not-staged", // it carries no stamp of ours
  "bay-unknown",
  "bay-empty",
  // the unit
  "unit-serial-missing",
  "unit-serial-taken", // two bays of one start were given the same unit serial
  // media
  "media-not-wim",
  "media-truncated",
  "media-corrupt",
  "media-unsafe-path",
  "media-split-part",
  "media-wrong-index",
  "media-no-boot-files",
  "boot-check-failed", // its boot files are there, and no PC could start with them
  "media-contents-unfit", // a drive would not carry all that is in it
  "media-missing",
  "media-retired", // a version that somebody took out of use
  "media-not-current", // another version of its name is current, and the station stages current ones only
  "media-in-use",
  "media-unsupported",
  "media-unsigned", // the station's policy wants a signature, and this medium has none
  "media-untrusted", // signed by someone who is not on the trust list, where the policy wants that
  "media-certificate-dates", // signed with a certificate that has expired or is not valid yet, where the policy wants one
  "media-signature-broken", // its signature does not fit: it was changed after it was signed
  "password-wrong",
  "certificate-unusable", // wrong password, no key, not yet valid, expired, no certificate at all
  // content locations
  "location-unknown",
  "location-unreachable", // no way there, or it stopped answering
  "location-denied", // it wants another token
  "location-untrusted", // its certificate is not accepted
  "location-unreadable", // its index is missing or is none
  "location-broken", // it answers what no server should: wrong lengths, elsewhere, nothing
  "content-missing", // no location has it (any more)
  "content-changed", // it is not what the index says, or changed while it was pulled
  "certificate-unknown", // neither the station's nor on its trust list
  // plan
  "sector-size-unsupported",
  "sequence-unknown",
  "sequence-step-unsupported",
  "sequence-invalid",
  "sequence-unreadable", // the file is no task sequence, or is made to harm
  "master-failed",
  "master-lost", // its file could not be read any more while drives were written from it
  // batches
  "batch-unknown",
  "batch-closed",
  "record-unknown",
  "model-unknown",
  // the station itself
  "disk-full",
  "tool-missing",
  "root-needed",
  "home-not-writable",
  "database-read-only",
  "database-corrupt",
  "database-newer",
  "port-in-use",
  "engine-gone",
  "engine-running",
  "drives-running", // stopping was refused because drives are being staged
  "not-on-this-bench", // a training-bay command on a real bench, or the reverse
  "access-denied",
  "bad-input",
  "internal", // our bug: no other code fits
] as const;
export type FaultCode = (typeof faultCodes)[number];
