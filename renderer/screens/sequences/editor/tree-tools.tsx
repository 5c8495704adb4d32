import { ActionIcon, Button, Group, Menu, Text, TextInput, Tooltip } from "@mantine/core";
import {
  ArrowDown,
  ArrowUp,
  ClipboardPaste,
  Copy,
  CopyPlus,
  Plus,
  Power,
  Scissors,
  Search,
  Trash2,
} from "lucide-react";
import { Fragment } from "react";
import { templateGroups } from "../../../../shared/sequence-templates.ts";
import { useWords } from "../../../translate.ts";
import classes from "./editor.module.css";
import { setFilter, useEditing } from "./editor-state.ts";
import { add, copy, cut, duplicate, move, paste, remove, toggleEnabled, useClipboard } from "./tree-acts.ts";
import { focusTree, SEARCH_ID } from "./tree-focus.ts";
import { countFound } from "./tree-rows.ts";

interface ToolsProps {
  adding: boolean;
  onAdding: (open: boolean) => void;
}

/** What can be done with the chosen step, also without a keyboard, and the search. */
export function TreeTools({ adding, onAdding }: ToolsProps) {
  const t = useWords();
  const chosen = useEditing(({ selection }) => selection !== null);
  const held = useClipboard(({ node }) => node !== null);
  const tools = [
    { word: t("editor.tools.cut"), Icon: Scissors, act: cut, on: chosen },
    { word: t("editor.tools.copy"), Icon: Copy, act: copy, on: chosen },
    { word: t("editor.tools.paste"), Icon: ClipboardPaste, act: paste, on: held },
    { word: t("editor.tools.duplicate"), Icon: CopyPlus, act: duplicate, on: chosen },
    { word: t("editor.tools.up"), Icon: ArrowUp, act: () => move("up"), on: chosen },
    { word: t("editor.tools.down"), Icon: ArrowDown, act: () => move("down"), on: chosen },
    { word: t("editor.tools.enable"), Icon: Power, act: toggleEnabled, on: chosen },
    { word: t("editor.tools.remove"), Icon: Trash2, act: remove, on: chosen },
  ];
  return (
    <div className={classes["tools"]}>
      <Group gap={2} wrap="nowrap">
        <AddMenu open={adding} onOpen={onAdding} />
        {tools.map(({ word, Icon, act, on }) => (
          <Tooltip key={word} label={word}>
            <ActionIcon variant="subtle" size={26} aria-label={word} disabled={!on} onClick={act}>
              <Icon size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ))}
      </Group>
      <SearchField />
    </div>
  );
}

function SearchField() {
  const t = useWords();
  const filter = useEditing((editor) => editor.filter);
  const children = useEditing(({ tree }) => tree.children);
  return (
    <>
      <TextInput
        id={SEARCH_ID}
        size="sm"
        aria-label={t("editor.search")}
        placeholder={t("editor.searchHint")}
        leftSection={<Search size={16} aria-hidden />}
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") focusTree();
          if (event.key === "Escape") setFilter("");
        }}
      />
      {filter !== "" && (
        <Text size="sm" c="dimmed" role="status">
          {t("editor.found", { count: countFound(children, filter) })}
        </Text>
      )}
    </>
  );
}

function AddMenu({ open, onOpen }: { open: boolean; onOpen: (open: boolean) => void }) {
  const t = useWords();
  return (
    <Menu
      opened={open}
      onChange={onOpen}
      position="bottom-start"
      width={300}
      returnFocus={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button size="compact-md" variant="default" leftSection={<Plus size={16} aria-hidden />}>
          {t("editor.add")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes["menu"] ?? ""}>
        {Object.entries(templateGroups).map(([group, ids]) => (
          <Fragment key={group}>
            {group !== "group" && (
              <Menu.Label>{t(`editor.templateGroups.${group as "bench" | "general" | "target"}`)}</Menu.Label>
            )}
            {ids.map((id) => (
              <Menu.Item
                key={id}
                onClick={() => {
                  add(id);
                  focusTree();
                }}
              >
                {t(`editor.templates.${id}`)}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
