import { Button, Group, Modal, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "../translate.ts";
import { closeDialog } from "../view.ts";
import classes from "./dialog.module.css";

interface DialogProps {
  title: string;
  size?: number | string;
  children: ReactNode;
  /** The word on the button that leaves everything as it is; it has the focus. */
  cancel?: string;
  /** What leaving does; it closes the dialog that the view has open, unless this one is another. */
  onClose?: () => void;
  /** The buttons that do something. */
  actions?: ReactNode;
}

/** A dialog whose focus is on leaving, which a click beside it does not close, and in which a scan does nothing. */
export function Dialog({ title, size = 560, children, cancel, onClose = closeDialog, actions }: DialogProps) {
  const t = useWords();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={size}
      centered
      yOffset="1dvh"
      closeOnClickOutside={false}
      withCloseButton={false}
      classNames={{ title: classes["title"] ?? "", content: classes["content"] ?? "" }}
    >
      {children}
      <Group mt="lg" gap="sm" wrap="nowrap" className={classes["foot"] ?? ""}>
        <Text size="xs" c="dimmed" className={classes["keys"] ?? ""}>
          {t("common.dialogKeys")}
        </Text>
        <Button size="md" onClick={onClose} data-autofocus>
          {cancel ?? (actions ? t("common.cancel") : t("common.close"))}
        </Button>
        {actions}
      </Group>
    </Modal>
  );
}
