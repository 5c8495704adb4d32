import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { z } from "zod";
import { StagingFault } from "../../../../shared/fault.ts";
import { CreateRequest, MediaVariable, type CreateRequestInput } from "../../../../shared/media-create.ts";
import { certificateFlags, readCertificateChoice } from "../certificate-choice.ts";
import { engineFlags, type Command, type Given } from "../command.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import { formatFacts } from "../table.ts";
import { followTask } from "../task-progress.ts";
import { formatSize } from "../words.ts";

export const mediaCreate: Command = {
  name: "media create",
  takes: "",
  words: [0, 0],
  summary: "Makes a prestaged medium out of a boot image and an OS image",
  about:
    "The OS image is taken as it is packed. Without --file the medium goes into the library. Passwords and hidden " +
    "values are read from files, the environment or standard input, never from the command line, where others on this " +
    "computer could see them. With a certificate the medium is signed twice: its manifest inside, and the whole file by " +
    "FILE.wim.p7s beside it. Without one it is protected by its hashes only.",
  flags: {
    name: { value: "NAME", words: "the medium's name" },
    "created-by": { value: "TEXT", words: "who makes it, 50 characters" },
    version: { value: "TEXT", words: "its version, 32 characters" },
    comment: { value: "TEXT", words: "a comment, 127 characters" },
    file: { value: "FILE.wim", words: "write it here instead of into the library" },
    split: { value: "MIB", words: "with --file: cut into parts of so many MiB, FILE.swm, FILE2.swm, …" },
    "keep-current": { words: "the version of its name that is current now stays so" },
    "staging-folder": { value: "DIR", words: "where to work (default: the folder of temporary files)" },
    "os-image": { value: "FILE.wim", words: "the OS image" },
    "os-from-media": { value: "ID", words: "take the OS image out of this medium instead" },
    "os-index": { value: "N", words: "which image in it (default: 1)" },
    "boot-image": { value: "FILE.wim", words: "the boot image" },
    "boot-index": { value: "N", words: "which image in it (default: the one marked bootable)" },
    "boot-from-media": { value: "ID", words: "take boot image and boot files out of this medium instead" },
    "boot-file": { value: "/PATH=FILE", words: "a boot file, instead of the boot image's own", many: true },
    loader: { value: "2011|2023", words: "whose authority signed the UEFI loader to take (default: 2011)" },
    unattended: { words: "the task sequence asks nothing on the target" },
    "unknown-computers": { words: "computers that are not known may use it" },
    "password-file": {
      value: "FILE",
      words: "the media password is the first line of this file; - for standard input",
    },
    "password-env": { value: "NAME", words: "the media password is in this environment variable" },
    variable: { value: "NAME=VALUE", words: "a task sequence variable that anyone may see", many: true },
    "variables-file": { value: "FILE.json", words: 'variables as [{"name", "value", "hidden"}]' },
    prestart: { value: "COMMAND", words: "a command that runs before the task sequence is chosen" },
    "prestart-file": { value: "/PATH=FILE", words: "a file that the command needs", many: true },
    ...certificateFlags,
    ...engineFlags,
  },
  async run({ station, output, terminal, given }) {
    const request = readRequest(given);
    await using engine = await station();
    request.certificate = await readCertificateChoice(given, terminal, engine.client);
    const { task } = await engine.client.createMedia({ request });
    await followTask(engine, task, output, terminal);
    const made = await engine.client.createdMedia({ task });
    if (!made) throw new StagingFault("internal", "The medium was made, and the engine does not know it.");
    output.result({ type: "result", ...made }, () =>
      formatFacts([
        ["Made", made.files.length > 0 ? made.files.join(", ") : `in the library: ${made.media ?? ""}`],
        ["Size", formatSize(made.sizeBytes)],
        ["SHA-256", made.sha256],
        ["Media id", made.mediaGuid],
        ["Notes", made.notes.join(" ") || null],
      ]),
    );
    return exitCodes.ok.code;
  },
};

/** @throws UsageError */
export function readRequest(given: Given): CreateRequestInput {
  const file = given.text("file");
  const split = number(given, "split");
  if (split !== undefined && file === undefined)
    throw new UsageError("--split needs --file.", "media create");
  const prestart = given.text("prestart");
  const request = {
    name: given.text("name") ?? "",
    createdBy: given.text("created-by"),
    version: given.text("version"),
    comment: given.text("comment"),
    destination:
      file === undefined
        ? { to: "library", ...(given.has("keep-current") && { keepCurrent: true }) }
        : { to: "file", path: resolve(file), partMegabytes: split ?? null },
    stagingFolder: resolved(given.text("staging-folder")) ?? null,
    unattended: given.has("unattended"),
    unknownComputers: given.has("unknown-computers"),
    password: readPassword(given),
    certificate: { kind: "none" },
    bootImage: bootImage(given),
    osImage: osImage(given),
    loaderSignedBy: given.text("loader"),
    bootFiles: given.texts("boot-file").map((text) => fileInto(text, "--boot-file")),
    variables: [...given.texts("variable").map(visible), ...variablesOf(given.text("variables-file"))],
    prestart:
      prestart === undefined
        ? null
        : {
            command: prestart,
            files: given.texts("prestart-file").map((text) => fileInto(text, "--prestart-file")),
          },
  };
  const { success, data, error } = CreateRequest.safeParse(request);
  if (success) return data;
  const [first] = error.issues;
  throw new UsageError(
    `${first?.path.join(".") ?? "It"}: ${first?.message ?? "cannot be right"}`,
    "media create",
  );
}

function bootImage(given: Given): unknown {
  const media = given.text("boot-from-media");
  const path = resolved(given.text("boot-image"));
  if ((media === undefined) === (path === undefined))
    throw new UsageError("Give either --boot-image or --boot-from-media.", "media create");
  return media === undefined
    ? { from: "file", path, index: number(given, "boot-index") ?? null }
    : { from: "medium", media };
}

function osImage(given: Given): unknown {
  const media = given.text("os-from-media");
  const path = resolved(given.text("os-image"));
  if ((media === undefined) === (path === undefined))
    throw new UsageError("Give either --os-image or --os-from-media.", "media create");
  const index = number(given, "os-index");
  return media === undefined ? { from: "file", path, index } : { from: "medium", media, index };
}

function readPassword(given: Given): string | null {
  const [file, env] = [given.text("password-file"), given.text("password-env")];
  if (file !== undefined && env !== undefined)
    throw new UsageError("Give either --password-file or --password-env.", "media create");
  if (env !== undefined) return process.env[env] || missing(`The environment has no ${env}.`);
  if (file === undefined) return null;
  const [line = ""] = readText(file === "-" ? 0 : file).split(/\r?\n/);
  return line || missing("The first line of the password file is empty.");
}

function variablesOf(file: string | undefined): MediaVariable[] {
  if (file === undefined) return [];
  try {
    return z.array(MediaVariable).parse(JSON.parse(readText(file)));
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    // The parser's own message would quote a value.
    throw new UsageError(`${basename(file)} is no list of variables.`, "media create");
  }
}

function visible(text: string): { name: string; value: string } {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError("--variable wants NAME=VALUE.", "media create");
  return { name: text.slice(0, at), value: text.slice(at + 1) };
}

function fileInto(text: string, flag: string): { path: string; source: string } {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError(`${flag} wants /PATH=FILE.`, "media create");
  return { path: text.slice(0, at), source: resolve(text.slice(at + 1)) };
}

function readText(file: string | 0): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return missing(`${file === 0 ? "Standard input" : file} cannot be read.`);
  }
}

function missing(words: string): never {
  throw new UsageError(words, "media create");
}

function resolved(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path);
}

function number(given: Given, flag: string): number | undefined {
  const text = given.text(flag);
  if (text === undefined) return undefined;
  if (!/^\d{1,7}$/.test(text)) throw new UsageError(`--${flag} wants a whole number.`, "media create");
  return Number(text);
}
