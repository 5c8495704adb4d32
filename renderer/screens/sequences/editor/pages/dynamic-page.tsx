import { ActionIcon, Alert, Button, Checkbox, Group, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import { inputEdits, type AnyStep } from "../../../../../shared/sequence-forms.ts";
import { nameProblem, valueProblem } from "../../../../../shared/sequence-limits.ts";
import { isMasked } from "../../../../../shared/sequence-secrets.ts";
import { inputOf } from "../../../../../shared/sequence-step-kinds.ts";
import { useWords } from "../../../../translate.ts";
import { change, endTyping } from "../editor-state.ts";
import { addVariable, changeVariable, readRules, type DynamicRule } from "./dynamic-rules.ts";
import classes from "./partition.module.css";
import { RawPage } from "./raw-page.tsx";

const RULES = "OSDSetDynamicVariablesRules";

/** Set Dynamic Variables: rules with the variables they set. Their conditions stay as they are. */
export function DynamicPage({ node }: { node: AnyStep }) {
  const t = useWords();
  const text = inputOf(node, RULES) ?? "";
  const rules = readRules(text);
  const put = (next: string, key: string | null = null) =>
    void change(inputEdits(node, RULES, next, "Rules"), key);
  if (!rules) return <Unreadable node={node} />;
  return (
    <Stack gap="md">
      {rules.map((rule, n) => (
        <section key={n} className={classes["row"]} aria-label={t("editor.dynamic.rule", { n: n + 1 })}>
          <header>
            <b>{t("editor.dynamic.rule", { n: n + 1 })}</b>
            <span className={classes["says"]}>
              {rule.conditions === 0
                ? t("editor.dynamic.always")
                : t("editor.dynamic.conditions", { count: rule.conditions })}
            </span>
          </header>
          <Stack gap={6} p="sm" pt={0}>
            {rule.variables.map((variable, at) => (
              <RuleVariable
                key={at}
                variable={variable}
                onChange={(to, key) =>
                  put(changeVariable(text, n, at, to), key && `${node.id} ${n} ${at} ${key}`)
                }
              />
            ))}
            <Group>
              <Button size="compact-sm" variant="subtle" onClick={() => put(addVariable(text, n))}>
                {t("editor.dynamic.addHere")}
              </Button>
            </Group>
          </Stack>
        </section>
      ))}
      {rules.length === 0 && <Text c="dimmed">{t("editor.dynamic.none")}</Text>}
      <Group>
        <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => put(addVariable(text, null))}>
          {t("editor.dynamic.add")}
        </Button>
      </Group>
    </Stack>
  );
}

function Unreadable({ node }: { node: AnyStep }) {
  const t = useWords();
  return (
    <>
      <Alert color="fail" variant="outline" mb="md" title={t("editor.dynamic.unreadable")} />
      <RawPage node={node} />
    </>
  );
}

type RuleVariable_ = DynamicRule["variables"][number];

interface RuleVariableProps {
  variable: RuleVariable_;
  onChange: (to: RuleVariable_ | null, key?: string) => void;
}

function RuleVariable({ variable, onChange }: RuleVariableProps) {
  const t = useWords();
  const { name, value, secret } = variable;
  const masked = isMasked(value);
  return (
    <Group gap="xs" wrap="nowrap" align="start">
      <TextInput
        flex={1}
        aria-label={t("editor.variable.name")}
        classNames={{ input: "mono" }}
        value={name}
        error={nameProblem(name)}
        onChange={(event) => onChange({ ...variable, name: event.currentTarget.value }, "name")}
        onBlur={endTyping}
      />
      <TextInput
        flex={2}
        aria-label={t("editor.rawValueOf", { name })}
        classNames={{ input: "mono" }}
        type={secret ? "password" : "text"}
        autoComplete="off"
        placeholder={masked ? t("editor.hiddenValue") : ""}
        value={masked ? "" : value}
        error={masked ? null : valueProblem(name, value)}
        onChange={(event) => onChange({ ...variable, value: event.currentTarget.value }, "value")}
        onBlur={endTyping}
      />
      <Checkbox
        mt={8}
        label={t("editor.rawHidden")}
        checked={secret}
        // What was hidden does not come to light: it is typed again.
        onChange={(event) =>
          onChange({ ...variable, secret: event.currentTarget.checked, value: masked ? "" : value })
        }
      />
      <Tooltip label={t("editor.remove")}>
        <ActionIcon
          mt={4}
          variant="subtle"
          aria-label={t("editor.removeProperty", { name })}
          onClick={() => onChange(null)}
        >
          <Trash2 size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
