import { Alert, Button, Code, CopyButton, Group, Text } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { faultWords } from "../../shared/fault-words.ts";
import type { Fault } from "../../shared/fault.ts";
import { useWords } from "../translate.ts";

/** A fault as a person meets it: what happened, what to do now, and the code where it can be copied. */
export function FaultNote({ fault }: { fault: Fault }) {
  const { what, todo } = faultWords[fault.code];
  return (
    <Alert color="fail" variant="outline" icon={<TriangleAlert aria-hidden />} title={what} role="alert">
      <Text size="sm">{fault.message}</Text>
      <Text size="sm" fw={600} mt={4}>
        {todo}
      </Text>
      <FaultDetail fault={fault} />
    </Alert>
  );
}

/** The code and the detail for whoever looks after the station. */
export function FaultDetail({ fault }: { fault: Fault }) {
  const t = useWords();
  const whole = `${fault.code}: ${fault.message}\n${fault.detail}`.trim();
  return (
    <Group gap="xs" mt={8} wrap="nowrap">
      <Code>{fault.code}</Code>
      <CopyButton value={whole}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="subtle" onClick={copy}>
            {copied ? t("common.copied") : t("common.copy")}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
