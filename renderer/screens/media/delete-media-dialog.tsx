import { AskDialog } from "../../parts/ask-dialog.tsx";
import { useStation } from "../../store.ts";
import { useWords } from "../../translate.ts";

/** Before a medium leaves the library. */
export function DeleteMediaDialog({ media: id }: { media: string }) {
  const t = useWords();
  const medium = useStation((s) => s.media.find((one) => one.id === id));
  if (!medium) return null;
  return (
    <AskDialog
      title={t("ask.deleteMedia", { media: medium.name, version: medium.version })}
      text={t("ask.deleteMediaText")}
      go={t("ask.deleteMediaGo")}
      command={(client) => client.deleteMedia({ media: id })}
    />
  );
}
