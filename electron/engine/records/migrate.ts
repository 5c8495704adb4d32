import type { Database } from "better-sqlite3";
import { batchesUnitsEvents } from "./migrations/01-batches-units-events.ts";
import { issuedIds } from "./migrations/02-issued-ids.ts";
import { baysAndSettings } from "./migrations/03-bays-and-settings.ts";
import { sequenceVersions } from "./migrations/04-sequence-versions.ts";
import { gptIds } from "./migrations/05-gpt-ids.ts";
import { proofs } from "./migrations/06-proofs.ts";
import { contentLocations } from "./migrations/07-content-locations.ts";
import { writtenImages } from "./migrations/08-written-images.ts";
import { trustedCertificates } from "./migrations/09-trusted-certificates.ts";
import { mediaEvents } from "./migrations/10-media-events.ts";
import { targetModels } from "./migrations/11-target-models.ts";

/** Brings a database from one version to the next. Runs once in its life, in a transaction of its own. */
export type Migration = (db: Database) => void;

/** The n-th one leads to version n. Never change one that was released: add the next. */
export const migrations: readonly Migration[] = [
  batchesUnitsEvents,
  issuedIds,
  baysAndSettings,
  sequenceVersions,
  gptIds,
  proofs,
  contentLocations,
  writtenImages,
  trustedCertificates,
  mediaEvents,
  targetModels,
];

/** Runs the migrations that this database has not had, each whole or not at all. `upTo` is for tests. */
export function migrate(db: Database, upTo = migrations.length): void {
  const from = Number(db.pragma("user_version", { simple: true }));
  for (const [index, migration] of migrations.entries()) {
    const version = index + 1;
    if (version <= from || version > upTo) continue;
    db.transaction(() => {
      migration(db);
      db.pragma(`user_version = ${version}`);
    }).immediate();
  }
}
