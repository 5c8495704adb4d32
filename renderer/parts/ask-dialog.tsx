import { Button, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Client } from "../../shared/contract.ts";
import { closeDialog } from "../view.ts";
import { useAsking } from "./act.tsx";
import { Dialog } from "./dialog.tsx";
import { FaultNote } from "./fault-note.tsx";

interface AskDialogProps {
  title: string;
  text: string;
  /** The button that does it, in words that say what it does. */
  go: string;
  cancel?: string;
  children?: ReactNode;
  command: (client: Client) => Promise<unknown>;
}

/** Asks once more before something that cannot be taken back. */
export function AskDialog({ title, text, go, cancel, children, command }: AskDialogProps) {
  const { busy, fault, run } = useAsking();
  return (
    <Dialog
      title={title}
      {...(cancel !== undefined && { cancel })}
      actions={
        <Button
          size="md"
          variant="filled"
          color="fail"
          loading={busy}
          onClick={() => void run(command, closeDialog)}
        >
          {go}
        </Button>
      }
    >
      <Stack gap="sm">
        <Text>{text}</Text>
        {children}
        {fault && <FaultNote fault={fault} />}
      </Stack>
    </Dialog>
  );
}
