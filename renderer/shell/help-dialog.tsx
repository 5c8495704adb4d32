import { Kbd, Table, Text } from "@mantine/core";
import { Dialog } from "../parts/dialog.tsx";
import { useWords } from "../translate.ts";
import { useView } from "../view.ts";

const keys = [
  { id: "f1", caps: "F1" },
  { id: "f2", caps: "F2" },
  { id: "f4", caps: "F4" },
  { id: "f6", caps: "F6" },
  { id: "f8", caps: "F8" },
  { id: "f9", caps: "F9" },
  { id: "arrows", caps: "← → ↑ ↓" },
  { id: "ctrlEnter", caps: "Ctrl + Enter" },
  { id: "ctrlNumber", caps: "Ctrl + 1 … 6" },
  { id: "esc", caps: "Esc" },
] as const;

const editorKeys = [
  { id: "add", caps: "Ctrl + Shift + A" },
  { id: "move", caps: "Alt + ↑ ↓ ← →" },
  { id: "rename", caps: "F2" },
  { id: "toggle", caps: "Ctrl + Space" },
  { id: "clipboard", caps: "Ctrl + X C V D" },
  { id: "remove", caps: "Del" },
  { id: "undo", caps: "Ctrl + Z, Ctrl + Y" },
  { id: "search", caps: "Ctrl + F" },
  { id: "save", caps: "Ctrl + S" },
] as const;

/** The keys there are. */
export function HelpDialog() {
  const t = useWords();
  const editing = useView(({ editing: sequence }) => sequence !== null);
  const shown = keys.filter(({ id }) => !(editing && id === "f2"));
  return (
    <Dialog title={t("help.title")}>
      <Text mb="sm">{t("help.text")}</Text>
      <Table>
        <Table.Tbody>
          {shown.map(({ id, caps }) => (
            <Table.Tr key={id}>
              <Table.Td w={150}>
                <Kbd size="md">{caps}</Kbd>
              </Table.Td>
              <Table.Td>{t(`help.keys.${id}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {editing && (
        <>
          <h3>{t("editor.keysTitle")}</h3>
          <Table>
            <Table.Tbody>
              {editorKeys.map(({ id, caps }) => (
                <Table.Tr key={id}>
                  <Table.Td w={200}>
                    <Kbd size="md">{caps}</Kbd>
                  </Table.Td>
                  <Table.Td>{t(`editor.keys.${id}`)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </Dialog>
  );
}
