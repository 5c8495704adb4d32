import { z } from "zod";
import { Firmware } from "./boot-finding.ts";

/** What has to be seen before a start counts. */
export const ProofRule = z.discriminatedUnion("kind", [
  /** After its first change the screen stays as it is for so long. */
  z.object({ kind: z.literal("settles"), seconds: z.number().min(1).max(120) }),
  /** This text comes out of the serial port. On BIOS that has all that is shown as text, on UEFI the console. */
  z.object({ kind: z.literal("serial"), text: z.string().min(1).max(200) }),
  /** This text stands on the screen, where that shows text and no picture, or comes out of the serial port. */
  z.object({ kind: z.literal("text"), text: z.string().min(1).max(80) }),
  /** So large a share of the screen has this colour, within a tolerance that no eye sees. */
  z.object({
    kind: z.literal("colour"),
    colour: z.string().regex(/^#[0-9a-f]{6}$/),
    share: z.number().gt(0).max(1),
  }),
  /** The started computer asks http://10.0.2.100/ for anything. Nothing else can be reached from it. */
  z.object({ kind: z.literal("call-home") }),
]);
export type ProofRule = z.infer<typeof ProofRule>;

/** How the drive is connected in the computer that starts it. */
export const ProofDisk = z.enum(["ide", "virtio", "nvme"]);
export type ProofDisk = z.infer<typeof ProofDisk>;

/** One start of a staged drive, or of a drive's image, in a computer that cannot write to it. */
export const Proof = z.object({
  proof: z.string(),
  /** The staging whose stamp the drive carried; null when it carried none of this station's. */
  job: z.string().nullable(),
  unitSerial: z.string().nullable(),
  path: z.string(),
  firmware: Firmware,
  disk: ProofDisk,
  rule: ProofRule,
  outcome: z.enum(["proved", "not-proved"]),
  /** What was seen, in words. */
  message: z.string(),
  /** Name of the picture within the station's folder of proofs, and the sha256 of the file; null when none was taken. */
  picture: z.string().nullable(),
  sha256: z.string().nullable(),
  startedAt: z.string(),
  ms: z.number().int(),
  /** "QEMU emulator version 7.2.22 …" */
  qemu: z.string(),
  /** How much of the drive was hashed before and after, and found equal; null when that was not asked for. */
  unchangedBytes: z.number().int().nullable(),
});
export type Proof = z.infer<typeof Proof>;

/** Which proofs: of one staging, or of one drive or file. */
const ProofsOf = z.union([z.object({ job: z.string() }), z.object({ path: z.string() })]);

export const proofCommands = {
  /** Starts the drive of a bay, or a drive's image. Without a firmware, the one its partition table is made for. */
  prove: {
    input: z.object({
      path: z.string().min(1),
      firmware: Firmware.optional(),
      rule: ProofRule.default({ kind: "settles", seconds: 15 }),
      /** Left out: IDE, and NVMe for a drive with sectors of 4096 bytes. */
      disk: ProofDisk.optional(),
      /** Whether what the drive holds is hashed before and after. */
      hash: z.boolean().default(true),
    }),
    output: z.object({ task: z.string(), proof: z.string() }),
  },
  /** Newest first. */
  proofs: { input: z.object({ of: ProofsOf }), output: z.array(Proof) },
  /** The picture itself, a PNG. */
  proofPicture: {
    input: z.object({ proof: z.string() }),
    output: z.object({ name: z.string(), mime: z.string(), base64: z.string() }),
  },
};
