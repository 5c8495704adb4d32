import { Check, X } from "lucide-react";
import type { Proof } from "../../shared/proof.ts";
import { dateText, sizeText } from "../format.ts";
import { useWords } from "../translate.ts";
import classes from "./boot-proof.module.css";
import { StateWord } from "./state-word.tsx";
import { useAnswer } from "./use-answer.ts";

/** The newest boot proof of a staging, with its picture. Nothing while there is none. `again` asks anew when it changes. */
export function BootProof({
  job,
  again = "",
  narrow = false,
}: {
  job: string;
  again?: string;
  narrow?: boolean;
}) {
  const t = useWords();
  const { last } = useAnswer(`${job} ${again}`, async (client) => {
    const [proof] = await client.proofs({ of: { job } });
    if (!proof) return null;
    const kept =
      proof.picture === null ? null : await client.proofPicture({ proof: proof.proof }).catch(() => null);
    return { proof, picture: kept && `data:${kept.mime};base64,${kept.base64}` };
  });
  if (last?.proof.job !== job) return null;
  const { proof, picture } = last;
  const firmware = t(`proof.firmware.${proof.firmware}`);
  return (
    <section>
      <h3 className={classes["heading"]}>{t("proof.title")}</h3>
      <div className={`${classes["proof"]} ${narrow ? classes["narrow"] : ""}`}>
        {picture && <img src={picture} alt={t("proof.picture", { firmware })} />}
        <Seen proof={proof} />
      </div>
    </section>
  );
}

function Seen({ proof }: { proof: Proof }) {
  const t = useWords();
  const proved = proof.outcome === "proved";
  const { unchangedBytes } = proof;
  return (
    <div className={classes["text"]}>
      <StateWord
        icon={proved ? Check : X}
        tone={proved ? "done" : "fail"}
        word={`${t(`proof.outcome.${proved && proof.rule.kind === "settles" ? "at-rest" : proof.outcome}`)} · ${t(`proof.firmware.${proof.firmware}`)}`}
      />
      <p>{proof.message}</p>
      <p>{t("proof.took", { when: dateText(proof.startedAt), seconds: Math.round(proof.ms / 1000) })}</p>
      <p>
        {unchangedBytes === null
          ? t("proof.readOnly")
          : t("proof.unchanged", { size: sizeText(unchangedBytes) })}
      </p>
    </div>
  );
}
