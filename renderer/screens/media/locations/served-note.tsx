import { Button, CopyButton } from "@mantine/core";
import { useAnswer } from "../../../parts/use-answer.ts";
import { useWords } from "../../../translate.ts";
import classes from "./locations.module.css";

/** Where other stations can have this one's library, when it serves it. */
export function ServedNote() {
  const t = useWords();
  const answer = useAnswer("served", (client) => client.contentServed({}));
  const served = answer.last?.served;
  if (!served) return null;
  return (
    <footer className={classes["served"]}>
      <span>{t("served.text", { address: served.address })}</span>
      <CopyButton value={served.token}>
        {({ copied, copy }) => (
          <Button size="compact-sm" onClick={copy}>
            {copied ? t("served.copied") : t("served.token")}
          </Button>
        )}
      </CopyButton>
    </footer>
  );
}
