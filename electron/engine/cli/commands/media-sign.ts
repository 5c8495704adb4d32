import { certificateFlags, readCertificateChoice } from "../certificate-choice.ts";
import { engineFlags, type Command } from "../command.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";
import { signatureWords } from "../signature-words.ts";
import { followTask } from "../task-progress.ts";
import { chooseMedia } from "./choose.ts";

export const mediaSign: Command = {
  name: "media sign",
  takes: "NAME|ID",
  words: [1, 1],
  summary: "Signs a medium of the library as a whole, anew or for the first time",
  about:
    "The signature lies beside the medium's .wim and covers every byte of it. Anybody's media can be signed, also " +
    "those of Configuration Manager. The one inside a medium that Prestage made stays as it is.",
  flags: { ...certificateFlags, ...engineFlags },
  async run({ station, output, terminal, given }) {
    await using engine = await station();
    const { id } = chooseMedia(engine.snapshot().media, given.words[0] ?? "");
    const certificate = await readCertificateChoice(given, terminal, engine.client);
    if (certificate.kind === "none")
      throw new UsageError("Give --certificate, --certificate-file or --self-signed.", "media sign");
    const { task } = await engine.client.signMedia({ media: id, certificate });
    await followTask(engine, task, output, terminal);
    const medium = engine.snapshot().media.find((one) => one.id === id);
    output.result({ type: "result", media: medium }, () => `Signed. ${signatureWords(medium?.signature)}`);
    return exitCodes.ok.code;
  },
};
