import type { X509Certificate } from "node:crypto";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { createMedium, type CreatedMedium } from "../../electron/engine/media/create/create-medium.ts";
import { openLibrary, type Library } from "../../electron/engine/media/library.ts";
import type { Signer } from "../../electron/engine/media/signing/certificate.ts";
import { makeSelfSigned } from "../../electron/engine/media/signing/self-signed.ts";
import { CreateRequest, type CreateRequestInput } from "../../shared/media-create.ts";
import { createRoom } from "./create-room.ts";
import { tempDir } from "./temp-dir.ts";

/** Signed media, and other stations that get them. */
export interface SignedRoom {
  dir: string;
  /** Where the medium goes, with its signature beside it. */
  out: string;
  signer: Signer;
  create: (change?: Partial<CreateRequestInput>, signer?: Signer) => Promise<CreatedMedium>;
  /** Another station's library, which trusts these, on a day. */
  elsewhere: (trusted: readonly X509Certificate[], now?: () => Date) => Promise<Library>;
  /** A copy of a medium, with its signature or without. */
  copy: (name: string, withSignature?: boolean) => string;
}

export const DAY_MS = 86_400_000;

export async function signedRoom(name = "Image team"): Promise<SignedRoom> {
  const room = await createRoom();
  const now = Date.now();
  const dates = { startsAt: new Date(now - DAY_MS), expiresAt: new Date(now + 365 * DAY_MS) };
  const signer = await makeSelfSigned({ name, key: "ecdsa-p256", ...dates });
  return {
    dir: room.dir,
    out: room.out,
    signer,
    create: (change = {}, by = signer) =>
      createMedium(CreateRequest.parse({ ...room.request(), ...change }), {
        library: room.library,
        software: "Prestage test",
        signer: by,
      }),
    elsewhere: (trusted, today = () => new Date()) =>
      openLibrary({ dir: tempDir(), trust: { trusted: () => trusted, now: today } }),
    copy(name, withSignature = true) {
      const path = join(room.dir, name);
      copyFileSync(room.out, path);
      if (withSignature && existsSync(`${room.out}.p7s`)) copyFileSync(`${room.out}.p7s`, `${path}.p7s`);
      return path;
    },
  };
}
