import { ActionIcon, Button, Group, Menu, Text, Tooltip } from "@mantine/core";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { operatorHeads, testWords } from "../../../../shared/sequence-condition-words.ts";
import { readTest } from "../../../../shared/sequence-condition.ts";
import {
  isKnown,
  moveItem,
  newExpression,
  newOperator,
  newOsGroup,
  putItem,
  type TestKind,
} from "../../../../shared/sequence-condition-edit.ts";
import type { Condition, ConditionItem } from "../../../../shared/sequence-tree.ts";
import { useWords } from "../../../translate.ts";
import classes from "./condition.module.css";
import { OperatorForm, OsForm, TestForm } from "./condition-forms.tsx";

/** @param key names what was typed in, so that typing is one step to undo */
type Put = (items: ConditionItem[], key: string | null) => void;

/** When a step or group runs, in the console's words; each line opens to be changed. */
export function ConditionBuilder({ condition, onChange }: { condition: Condition | null; onChange: Put }) {
  const t = useWords();
  const [open, setOpen] = useState<string | null>(null);
  const items = condition?.items ?? [];
  return (
    <section aria-label={t("editor.condition.title")}>
      <h3 className={classes["title"]}>{t("editor.condition.title")}</h3>
      {items.length === 0 && <Text c="dimmed">{t("editor.condition.none")}</Text>}
      <Items items={items} path="" open={open} onOpen={setOpen} onPut={onChange} />
    </section>
  );
}

interface ItemsProps {
  items: readonly ConditionItem[];
  /** Where the list stands: "0.2." are the children of the third child of the first. */
  path: string;
  open: string | null;
  onOpen: (path: string | null) => void;
  onPut: Put;
}

function Items({ items, path, open, onOpen, onPut }: ItemsProps) {
  const t = useWords();
  return (
    <>
      <ul className={classes["items"]}>
        {items.map((item, n) => (
          <Item
            key={n}
            item={item}
            path={`${path}${n}`}
            last={n === items.length - 1}
            open={open}
            onOpen={onOpen}
            onChange={(to, key) => onPut(putItem(items, n, to), key)}
            onMove={(by) => {
              onOpen(null);
              onPut(moveItem(items, n, by), null);
            }}
          />
        ))}
      </ul>
      <AddCondition
        label={path === "" ? t("editor.condition.add") : t("editor.condition.addInside")}
        onAdd={(item) => {
          onPut([...items, item], null);
          onOpen(`${path}${items.length}`);
        }}
      />
    </>
  );
}

interface ItemProps {
  item: ConditionItem;
  path: string;
  last: boolean;
  open: string | null;
  onOpen: (path: string | null) => void;
  onChange: (to: ConditionItem | null, key: string | null) => void;
  onMove: (by: 1 | -1) => void;
}

function Item(props: ItemProps) {
  const { item, path, open, onOpen, onChange } = props;
  return (
    <li className={classes["item"]} data-kind={item.kind}>
      <ItemLine {...props} />
      {open === path && <ItemForm item={item} onChange={(to) => onChange(to, isKnown(to) ? path : null)} />}
      {item.kind === "operator" && (
        <Items
          items={item.items}
          path={`${path}.`}
          open={open}
          onOpen={onOpen}
          onPut={(items, key) => onChange({ ...item, items }, key)}
        />
      )}
    </li>
  );
}

function ItemForm({ item, onChange }: { item: ConditionItem; onChange: (to: ConditionItem) => void }) {
  if (item.kind === "operator") return <OperatorForm item={item} onChange={onChange} />;
  if (item.kind === "os-group") return <OsForm item={item} onChange={onChange} />;
  return isKnown(item) ? <TestForm item={item} onChange={onChange} /> : null;
}

/** What the part says, and what can be done with it. */
function ItemLine({ item, path, last, open, onOpen, onChange, onMove }: ItemProps) {
  const t = useWords();
  const words = useItemWords()(item);
  const isOpen = open === path;
  const first = path === "0" || path.endsWith(".0");
  const hasForm = item.kind === "operator" || item.kind === "os-group" || isKnown(item);
  const remove = () => {
    onOpen(null);
    onChange(null, null);
  };
  return (
    <div className={classes["line"]}>
      <span>{words}</span>
      <Group gap={2} wrap="nowrap">
        {hasForm && (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-expanded={isOpen}
            aria-label={t(isOpen ? "editor.condition.doneOf" : "editor.condition.editOf", { words })}
            onClick={() => onOpen(isOpen ? null : path)}
          >
            {isOpen ? t("editor.condition.done") : t("editor.condition.edit")}
          </Button>
        )}
        <IconButton
          word={t("editor.condition.up", { words })}
          Icon={ArrowUp}
          off={first}
          act={() => onMove(-1)}
        />
        <IconButton
          word={t("editor.condition.down", { words })}
          Icon={ArrowDown}
          off={last}
          act={() => onMove(1)}
        />
        <IconButton word={t("editor.condition.remove", { words })} Icon={Trash2} off={false} act={remove} />
      </Group>
    </div>
  );
}

interface IconButtonProps {
  word: string;
  Icon: typeof ArrowUp;
  off: boolean;
  act: () => void;
}

function IconButton({ word, Icon, off, act }: IconButtonProps) {
  return (
    <Tooltip label={word} multiline maw={320}>
      <ActionIcon variant="subtle" aria-label={word} disabled={off} onClick={act}>
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

function useItemWords(): (item: ConditionItem) => string {
  const t = useWords();
  return (item) => {
    switch (item.kind) {
      case "expression":
        return testWords(readTest(item));
      case "operator":
        return operatorHeads[item.operator];
      case "os-group": {
        const names = item.items.map((each) => (each.kind === "os" ? each.name : t("common.unknown")));
        return `${t("sequence.osIs")} ${names.join(", ") || t("common.none")}`;
      }
      case "raw":
        return "name" in item.node
          ? `<${item.node.name}>: ${t("sequence.unknownCondition")}`
          : t("sequence.unknownCondition");
    }
  };
}

const tests: readonly TestKind[] = ["variable", "wmi", "file", "folder", "registry", "software"];

function AddCondition({ label, onAdd }: { label: string; onAdd: (item: ConditionItem) => void }) {
  const t = useWords();
  return (
    <Menu position="bottom-start" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button size="compact-md" leftSection={<Plus size={16} aria-hidden />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("editor.condition.ifStatement")}</Menu.Label>
        {(["and", "or", "not"] as const).map((operator) => (
          <Menu.Item key={operator} onClick={() => onAdd(newOperator(operator))}>
            {t(`editor.condition.operators.${operator}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {tests.map((kind) => (
          <Menu.Item key={kind} onClick={() => onAdd(newExpression(kind))}>
            {t(`editor.condition.tests.${kind}`)}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => onAdd(newOsGroup())}>{t("editor.condition.tests.os")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
