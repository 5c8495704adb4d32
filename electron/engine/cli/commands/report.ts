import { writeFileSync } from "node:fs";
import type { Client, Input } from "../../../../shared/contract.ts";
import { StagingFault } from "../../../../shared/fault.ts";
import { engineFlags, type Command, type Given } from "../command.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";

const formats = ["pdf", "csv"] as const;

export const report: Command = {
  name: "report",
  takes: "[BATCH]",
  words: [0, 1],
  summary: "Writes a batch's report, or a unit's certificate",
  about: "Name the batch, or the unit by --unit or --job; then say where to with --pdf, --csv or both.",
  flags: {
    unit: { value: "SERIAL", words: "the certificate of this unit's newest staging" },
    job: { value: "ID", words: "the certificate of this one staging" },
    pdf: { value: "FILE", words: "write a PDF there; a file of that name is replaced" },
    csv: { value: "FILE", words: "write comma-separated values there; a file of that name is replaced" },
    paper: {
      value: "a4|letter",
      words: "the PDF's paper; the usual one of this computer's locale when left out",
    },
    ...engineFlags,
  },
  async run({ station, output, given }) {
    const wanted = formats.filter((format) => given.has(format));
    if (wanted.length === 0) throw new UsageError("Say where to: --pdf FILE, --csv FILE or both.", "report");
    checkSubject(given);
    const paper = paperOf(given);
    await using engine = await station();
    const of = await subject(engine.client, given);
    const files: WrittenFile[] = [];
    for (const format of wanted) {
      const { base64 } = await engine.client.report({ of, format, ...(paper && { paper }) });
      files.push(write(given.text(format) ?? "", Buffer.from(base64, "base64")));
    }
    output.result({ of, files }, () =>
      files.map(({ path, sizeBytes }) => `Wrote ${path} (${sizeBytes} bytes)`).join("\n"),
    );
    return exitCodes.ok.code;
  },
};

function checkSubject(given: Given): void {
  const named = [given.words[0], given.text("unit"), given.text("job")].filter((name) => name !== undefined);
  if (named.length !== 1) throw new UsageError("Name one: a batch, --unit SERIAL or --job ID.", "report");
}

function paperOf(given: Given): "A4" | "Letter" | undefined {
  const named = given.text("paper");
  const paper = (["A4", "Letter"] as const).find((name) => name.toLowerCase() === named?.toLowerCase());
  if (named !== undefined && !paper)
    throw new UsageError(`--paper is “${named}”; it is a4 or letter.`, "report");
  return paper;
}

async function subject(client: Client, given: Given): Promise<Input<"report">["of"]> {
  const [batch] = given.words;
  if (batch !== undefined) return { batch };
  const job = given.text("job");
  if (job !== undefined) return { job };
  const serial = given.text("unit") ?? "";
  const found = await client.findUnits({ text: serial, limit: 5000 });
  const newest = found
    .filter(({ unitSerial }) => unitSerial === serial)
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt))[0];
  if (!newest) throw new StagingFault("record-unknown", `The records know no unit ${serial}.`);
  return { job: newest.job };
}

interface WrittenFile {
  path: string;
  sizeBytes: number;
}

function write(path: string, bytes: Uint8Array): WrittenFile {
  try {
    writeFileSync(path, bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StagingFault("bad-input", `${path} cannot be written: ${reason}.`, { cause });
  }
  return { path, sizeBytes: bytes.length };
}
