import { FileButton, Button, Group, Text, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import type { DeviceList } from "../../../shared/target-model.ts";
import { FaultNote } from "../../parts/fault-note.tsx";
import { useAnswer } from "../../parts/use-answer.ts";
import { useWords } from "../../translate.ts";
import { decodeList } from "./model-form.ts";
import classes from "./model-dialog.module.css";

const TYPING_MS = 400;

interface DeviceTextProps {
  /** Told each time that the text was read; nothing in it is nothing found. */
  onFound: (devices: DeviceList["devices"]) => void;
  error: string | null;
}

/** Takes a list of devices as text; it stays as it was given, with the lines that could not be used below it. */
export function DeviceText({ onFound, error }: DeviceTextProps) {
  const t = useWords();
  const [text, setText] = useState("");
  const [unreadable, setUnreadable] = useState(false);
  const { list, fault } = useDeviceList(text, onFound);
  const open = async (file: File | null) => {
    const bytes = await file?.arrayBuffer().catch(() => null);
    setUnreadable(bytes === null);
    if (bytes) setText(decodeList(bytes));
  };
  return (
    <>
      <Textarea
        label={t("modelForm.text")}
        description={t("modelForm.textHint")}
        placeholder={t("modelForm.placeholder")}
        classNames={{ input: "mono" }}
        autosize
        minRows={4}
        maxRows={8}
        spellCheck={false}
        value={text}
        error={unreadable ? t("modelForm.unreadable") : error}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group gap="md">
        <FileButton onChange={(file) => void open(file)}>
          {(props) => <Button {...props}>{t("modelForm.file")}</Button>}
        </FileButton>
        {list && <Found list={list} />}
      </Group>
      {fault && <FaultNote fault={fault} />}
      {list && <Remarks list={list} />}
    </>
  );
}

/** What the text comes to, once nobody types any more. */
function useDeviceList(text: string, onFound: DeviceTextProps["onFound"]) {
  const [settled] = useDebouncedValue(text, TYPING_MS);
  const empty = settled.trim() === "";
  const answer = useAnswer(empty ? null : `devices ${settled}`, async (client) => ({
    of: settled,
    list: await client.readDevices({ text: settled }),
  }));
  const list = answer.last?.of === settled ? answer.last.list : null;
  const tell = useRef(onFound);
  useEffect(() => {
    tell.current = onFound;
  });
  useEffect(() => {
    if (list || empty) tell.current(list?.devices ?? []);
  }, [list, empty]);
  return { list, fault: answer.status === "failed" ? answer.fault : null };
}

function Found({ list: { devices, skipped } }: { list: DeviceList }) {
  const t = useWords();
  return (
    <Text size="sm" role="status">
      {t("modelForm.found", { count: devices.length })}{" "}
      {skipped > 0 && t("modelForm.skipped", { count: skipped })}
    </Text>
  );
}

function Remarks({ list: { notes, problems } }: { list: DeviceList }) {
  const t = useWords();
  return (
    <>
      {notes.map((note) => (
        <Text key={note} size="sm" c="dimmed">
          {note}
        </Text>
      ))}
      {problems.length > 0 && (
        <section
          className={classes["problems"]}
          tabIndex={0}
          aria-label={t("modelForm.problems", { count: problems.length })}
        >
          <b>{t("modelForm.problems", { count: problems.length })}</b>
          <ul>
            {problems.map(({ line, text, message }) => (
              <li key={`${line} ${message}`}>
                <b>{t("modelForm.line", { line })}</b> {message} <span className="mono">{text}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
