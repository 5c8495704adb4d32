import { Button, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAsking } from "../../parts/act.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { useWords } from "../../translate.ts";
import { go } from "../../view.ts";

/** Takes a task sequence from a file on the station, or from pasted XML. */
export function ImportSequenceDialog() {
  const t = useWords();
  const [by, setBy] = useState("path");
  const [path, setPath] = useState("");
  const [text, setText] = useState("");
  const { busy, fault, run } = useAsking();
  const from = by === "path" ? { path: path.trim() } : { text, fileName: "" };
  const given = by === "path" ? path.trim() : text.trim();
  const start = () =>
    run(
      (client) => client.importSequence({ from }),
      ({ sequence }) => go("sequences", { sequence }),
    );
  return (
    <Dialog
      title={t("sequence.importTitle")}
      size={680}
      actions={
        <Button
          size="md"
          variant="filled"
          loading={busy}
          disabled={given === ""}
          onClick={() => void start()}
        >
          {t("sequence.importGo")}
        </Button>
      }
    >
      <Stack>
        <Text>{t("sequence.importText")}</Text>
        <SourceFields by={by} onBy={setBy} path={path} onPath={setPath} text={text} onText={setText} />
        {fault && <FaultNote fault={fault} />}
      </Stack>
    </Dialog>
  );
}

interface SourceProps {
  by: string;
  onBy: (by: string) => void;
  path: string;
  onPath: (path: string) => void;
  text: string;
  onText: (text: string) => void;
}

function SourceFields({ by, onBy, path, onPath, text, onText }: SourceProps) {
  const t = useWords();
  return (
    <>
      <SegmentedControl
        aria-label={t("sequence.importBy")}
        value={by}
        onChange={onBy}
        data={[
          { value: "path", label: t("sequence.importPath") },
          { value: "text", label: t("sequence.importPaste") },
        ]}
      />
      {by === "path" ? (
        <TextInput
          size="md"
          label={t("sequence.importPath")}
          classNames={{ input: "mono" }}
          placeholder="/media/usb/Deploy Windows 11.zip"
          value={path}
          onChange={(event) => onPath(event.currentTarget.value)}
        />
      ) : (
        <Textarea
          label={t("sequence.importPaste")}
          classNames={{ input: "mono" }}
          rows={10}
          placeholder='<sequence version="3.10">…'
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
        />
      )}
    </>
  );
}
