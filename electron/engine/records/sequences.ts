import type { Db } from "./database.ts";
import type { Records, StoredSequence } from "./records.ts";

type SequenceRecords = Pick<
  Records,
  "sequenceVersions" | "addSequenceVersion" | "sequenceOriginal" | "deleteSequence"
>;

interface Row extends Omit<StoredSequence, "tree" | "facts"> {
  tree: string;
  facts: string;
}

/** The library of task sequences: versions are added, never changed. */
export function sequenceRecords(db: Db): SequenceRecords {
  const all = db.prepare<[], Row>(`
    SELECT sequence, version, name, kind, source, author, comment, at, hash, xml, tree, facts, part, originalOf
    FROM sequenceVersions ORDER BY sequence, version`);
  const add = db.prepare(`
    INSERT INTO sequenceVersions
      (sequence, version, name, kind, source, author, comment, at, hash, xml, tree, facts, original, part, originalOf)
    VALUES
      (@sequence, @version, @name, @kind, @source, @author, @comment, @at, @hash, @xml, @tree, @facts, @original,
       @part, @originalOf)`);
  const original = db
    .prepare<[string, number], Uint8Array | null>(
      "SELECT original FROM sequenceVersions WHERE sequence = ? AND version = ?",
    )
    .pluck();
  const remove = db.prepare("DELETE FROM sequenceVersions WHERE sequence = ?");
  return {
    sequenceVersions: () =>
      all.all().map((row) => ({
        ...row,
        tree: JSON.parse(row.tree) as StoredSequence["tree"],
        facts: JSON.parse(row.facts) as StoredSequence["facts"],
      })),
    addSequenceVersion: (stored, bytes) =>
      void add.run({
        ...stored,
        tree: JSON.stringify(stored.tree),
        facts: JSON.stringify(stored.facts),
        original: bytes,
      }),
    sequenceOriginal: (sequence, version) => original.get(sequence, version) ?? null,
    deleteSequence: (sequence) => void remove.run(sequence),
  };
}
