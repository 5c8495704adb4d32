import { Button, Group, Text } from "@mantine/core";
import { Copy } from "lucide-react";
import type { Sequence } from "../../../shared/sequence.ts";
import { useLive } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { edit } from "../../view.ts";
import classes from "./sequences-screen.module.css";

/** A sequence that comes with the station: its steps, read only. */
export function BuiltInDetail({ sequence }: { sequence: Sequence }) {
  const t = useWords();
  const live = useLive();
  return (
    <>
      <div>
        <h2>{sequence.name}</h2>
        <Text c="dimmed" mt={4}>
          {[sequence.description, t("sequences.builtin")].filter(Boolean).join(" · ")}
        </Text>
      </div>
      <Group>
        <Button
          disabled={!live}
          leftSection={<Copy size={16} aria-hidden />}
          onClick={() => edit(sequence.id)}
        >
          {t("editor.editCopy")}
        </Button>
      </Group>
      <section>
        <h3>{t("sequences.steps")}</h3>
        <ol className={classes["steps"]}>
          {sequence.steps.map((step, i) => (
            <li key={`${i} ${step.name}`}>
              <b>{step.name}</b>
              {step.description && <p>{step.description}</p>}
              {step.action && <code>{step.action}</code>}
              <p className={classes["variables"]}>
                {Object.entries(step.variables).map(([name, value]) => (
                  <span key={name}>{`${name} = ${value}`}</span>
                ))}
              </p>
            </li>
          ))}
        </ol>
      </section>
      <Text size="xs" c="dimmed" className="mono" style={{ overflowWrap: "anywhere" }}>
        {`${t("sequences.hash")} ${sequence.hash}`}
      </Text>
    </>
  );
}
