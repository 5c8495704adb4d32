import { StagingFault } from "../../../shared/fault.ts";
import type { Proof } from "../../../shared/proof.ts";
import type { Db } from "./database.ts";
import type { Records } from "./records.ts";

type ProofRecords = Pick<Records, "addProof" | "proof" | "proofs">;

interface Row extends Omit<Proof, "rule"> {
  rule: string;
}

/** Proofs are added, never changed. */
export function proofRecords(db: Db): ProofRecords {
  const add = db.prepare(`
    INSERT INTO proofs (proof, job, unitSerial, path, firmware, disk, rule, outcome, message, picture, sha256,
      startedAt, ms, qemu, unchangedBytes)
    VALUES (@proof, @job, @unitSerial, @path, @firmware, @disk, @rule, @outcome, @message, @picture, @sha256,
      @startedAt, @ms, @qemu, @unchangedBytes)`);
  const one = db.prepare<[string], Row>("SELECT * FROM proofs WHERE proof = ?");
  const newest = "ORDER BY startedAt DESC, rowid DESC";
  const ofJob = db.prepare<[string], Row>(`SELECT * FROM proofs WHERE job = ? ${newest}`);
  const ofPath = db.prepare<[string], Row>(`SELECT * FROM proofs WHERE path = ? ${newest}`);
  return {
    addProof: (proof) => void add.run({ ...proof, rule: JSON.stringify(proof.rule) }),
    proof(id) {
      const row = one.get(id);
      if (!row) throw new StagingFault("record-unknown", `There is no boot proof ${id}.`);
      return read(row);
    },
    proofs: (of) => ("job" in of ? ofJob.all(of.job) : ofPath.all(of.path)).map(read),
  };
}

function read(row: Row): Proof {
  return { ...row, rule: JSON.parse(row.rule) as Proof["rule"] };
}
