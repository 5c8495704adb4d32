import { AskDialog } from "../../../parts/ask-dialog.tsx";
import { useWords } from "../../../translate.ts";
import { contentChanged } from "./revision.ts";

/** Before a location is forgotten. */
export function RemoveLocationDialog({ location: id, name }: { location: string; name: string }) {
  const t = useWords();
  return (
    <AskDialog
      title={t("locations.removeTitle", { name })}
      text={t("locations.removeText")}
      go={t("locations.removeGo")}
      command={async (client) => {
        await client.removeContentLocation({ id });
        contentChanged();
      }}
    />
  );
}
