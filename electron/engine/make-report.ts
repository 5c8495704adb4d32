import { createHash } from "node:crypto";
import type { Output, Parsed } from "../../shared/contract.ts";
import type { CertifiedProof } from "./reports/boot-proof.ts";
import type { Records } from "./records/records.ts";
import type { StationParts } from "./staging/ports.ts";

type Document = Output<"report">;

/** Makes one document out of the records: PDF and CSV come from the same query. */
export async function makeReport(
  records: Records,
  { station, clock }: Pick<StationParts, "station" | "clock">,
  { of, format, paper = usualPaper() }: Parsed<"report">,
  picture: (name: string) => Promise<Uint8Array | null>,
): Promise<Document> {
  // Fonts and the PDF writer are a third of the engine's start; they wait for the first report.
  const { batchReport, certificate, unitsCsv } = await reports();
  const printedAt = clock.now().toISOString();
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  if ("batch" in of) {
    const batch = records.batch(of.batch);
    const units = records.units(batch.id);
    if (format === "csv") return csv(`${batch.id}.csv`, unitsCsv(units));
    return pdf(`${batch.id}.pdf`, await batchReport({ batch, units, station, printedAt, paper, timeZone }));
  }
  const unit = records.unit(of.job);
  const name = `${unit.unitSerial.replaceAll(/[^\w.-]+/g, "_")}-${unit.job.slice(0, 8)}`;
  if (format === "csv") return csv(`${name}.csv`, unitsCsv([unit]));
  const events = records.events(unit.job);
  const proof = await newestProof(records, unit.job, picture);
  return pdf(`${name}.pdf`, await certificate({ unit, events, proof, station, printedAt, paper, timeZone }));
}

/** The newest boot proof of a staging, with its picture while that is kept; null when there is none. */
async function newestProof(
  records: Records,
  job: string,
  picture: (name: string) => Promise<Uint8Array | null>,
): Promise<CertifiedProof | null> {
  const [proof] = records.proofs({ job });
  if (!proof) return null;
  const png = proof.picture === null ? null : await picture(proof.picture);
  // A file that was changed since is no proof any more.
  const same = png !== null && createHash("sha256").update(png).digest("hex") === proof.sha256;
  return { proof, png: same ? png : null };
}

/** Letter where the station's locale is of a country that prints on it; A4 in all others. */
function usualPaper(): "A4" | "Letter" {
  const { LC_ALL, LC_PAPER, LANG } = process.env;
  return /_(US|CA|MX|PH|CL|CO|CR|GT|PA|PR|SV|VE)\b/.test(LC_ALL || LC_PAPER || LANG || "") ? "Letter" : "A4";
}

async function reports() {
  const [{ batchReport }, { certificate }, { unitsCsv }] = await Promise.all([
    import("./reports/batch-report.ts"),
    import("./reports/certificate.ts"),
    import("./reports/units-csv.ts"),
  ]);
  return { batchReport, certificate, unitsCsv };
}

function pdf(name: string, bytes: Uint8Array): Document {
  return { name, mime: "application/pdf", base64: Buffer.from(bytes).toString("base64") };
}

function csv(name: string, text: string): Document {
  return { name, mime: "text/csv", base64: Buffer.from(text, "utf8").toString("base64") };
}
