import { Button, Text } from "@mantine/core";
import { Dialog } from "../../../parts/dialog.tsx";
import { useWords } from "../../../translate.ts";
import { closeDialog } from "../../../view.ts";
import { closeCreate } from "./create-store.ts";

/** Before the wizard is left with its pages filled in. */
export function LeaveCreateDialog() {
  const t = useWords();
  const leave = async (keep: boolean) => {
    await closeCreate(keep);
    closeDialog();
  };
  return (
    <Dialog
      title={t("create.leaveTitle")}
      size={680}
      cancel={t("create.stay")}
      actions={
        <>
          <Button size="md" color="fail" onClick={() => void leave(false)}>
            {t("create.throwAway")}
          </Button>
          <Button size="md" variant="filled" onClick={() => void leave(true)}>
            {t("create.keepDraft")}
          </Button>
        </>
      }
    >
      <Text>{t("create.leaveText")}</Text>
    </Dialog>
  );
}
