import { notifications } from "@mantine/notifications";
import { FolderInput } from "lucide-react";
import { useEffect, useState } from "react";
import { Fault, toFault } from "../../../shared/fault.ts";
import { ask, tellFault } from "../../parts/act.tsx";
import { useLive } from "../../store.ts";
import { useWords, type Translate } from "../../translate.ts";
import { go } from "../../view.ts";
import classes from "./drop-media.module.css";

/** Files that are dragged over the window become imports when they are dropped. */
export function DropMedia() {
  const t = useWords();
  const live = useLive();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const onDrag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault(); // else the browser opens the file in place of the station
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      if (live) for (const file of event.dataTransfer?.files ?? []) void take(t, file);
    };
    window.addEventListener("dragover", onDrag);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("drop", onDrop);
    return () => {
      window.removeEventListener("dragover", onDrag);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("drop", onDrop);
    };
  }, [live, t]);
  if (!over) return null;
  return (
    <div className={classes["over"]} role="status">
      <FolderInput size={56} strokeWidth={1.4} aria-hidden />
      <h2>{t(live ? "drop.title" : "drop.offline")}</h2>
      <p>{t("drop.text")}</p>
    </div>
  );
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}

/** By its path where the window is on the engine's computer; else it is sent. */
async function take(t: Translate, file: File): Promise<void> {
  const refused = refusalOf(file.name);
  if (refused !== null)
    return void notifications.show({
      title: t("drop.refused", { name: file.name }),
      message: t(`drop.why.${refused}`),
      color: "fail",
      autoClose: false,
      role: "alert",
    });
  go("media");
  const path = window.prestage?.pathOf?.(file);
  if (path) return void (await ask((client) => client.importMedia({ path })));
  await send(t, file);
}

function refusalOf(name: string): "part" | "esd" | "iso" | "other" | null {
  if (/\.wim$/i.test(name)) return null;
  if (/\.swm$/i.test(name)) return "part";
  if (/\.esd$/i.test(name)) return "esd";
  return /\.(iso|img|vhdx?)$/i.test(name) ? "iso" : "other";
}

/** What goes wrong once it is a task is told among the failed ones; here, what the station did not take at all. */
async function send(t: Translate, file: File): Promise<void> {
  const address = `/import?name=${encodeURIComponent(file.name)}`;
  const answer = await fetch(address, { method: "PUT", body: file }).catch(() => null);
  if (answer?.status === 201) return;
  const told =
    answer?.status === 400 ? Fault.safeParse(await answer.json().catch(() => null)).data : undefined;
  if (told?.code === "bad-input") return tellFault(told);
  if (answer && answer.status !== 400) return tellFault(toFault(new Error(await answer.text())));
  if (!answer)
    notifications.show({ title: t("drop.ended", { name: file.name }), message: t("drop.endedText") });
}
