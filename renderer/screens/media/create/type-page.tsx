import { Checkbox, Radio, TextInput } from "@mantine/core";
import { useWords } from "../../../translate.ts";
import classes from "./create-screen.module.css";
import { changeDraft, useFilled } from "./create-store.ts";

const DEPLOYMENT = "SMSTSPreferredAdvertID";

/** What kind of medium it is, and whether anyone is asked on the target. */
export function TypePage() {
  const t = useWords();
  const filled = useFilled();
  if (!filled) return null;
  const { draft } = filled;
  return (
    <>
      <Radio
        checked
        readOnly
        label={t("create.type.prestaged")}
        description={t("create.type.prestagedHint")}
      />
      <Checkbox
        label={t("create.type.unattended")}
        description={t("create.type.unattendedHint")}
        checked={draft.unattended}
        onChange={(event) => changeDraft({ unattended: event.currentTarget.checked })}
      />
      {draft.unattended && <Deployment />}
    </>
  );
}

/** Without it the target does not know which task sequence to run. It is a variable like any other. */
function Deployment() {
  const t = useWords();
  const variables = useFilled()?.draft.variables ?? [];
  const isIt = ({ name }: { name: string }) => name.toLowerCase() === DEPLOYMENT.toLowerCase();
  const value = variables.find(isIt)?.value ?? "";
  const change = (next: string) => {
    const others = variables.filter((each) => !isIt(each));
    changeDraft({
      variables: next === "" ? others : [{ name: DEPLOYMENT, value: next, hidden: false }, ...others],
    });
  };
  return (
    <>
      <TextInput
        size="md"
        label={t("create.type.deployment")}
        description={t("create.type.deploymentHint", { variable: DEPLOYMENT })}
        placeholder="ABC20001"
        classNames={{ input: "mono" }}
        value={value}
        onChange={(event) => change(event.currentTarget.value.trim())}
      />
      {value === "" && <p className={classes["warn"]}>{t("create.type.noDeployment")}</p>}
    </>
  );
}
