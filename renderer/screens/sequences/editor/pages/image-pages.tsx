import { Group, Stack } from "@mantine/core";
import {
  imageEdits,
  inputEdits,
  readImageForm,
  readTarget,
  targetEdits,
  type AnyStep,
  type Target,
} from "../../../../../shared/sequence-forms.ts";
import { inputOf } from "../../../../../shared/sequence-step-kinds.ts";
import { useWords } from "../../../../translate.ts";
import { CheckField, PickField, TextField } from "../fields.tsx";

/** Apply Data Image: which image goes where. */
export function ApplyDataPage({ node }: { node: AnyStep }) {
  const t = useWords();
  const wipe = inputOf(node, "OSDWipeDestinationPartition")?.toLowerCase() !== "false";
  return (
    <Stack gap="md">
      <ImageFields node={node} hint={t("editor.image.dataHint")} />
      <TargetFields node={node} />
      <CheckField
        label={t("editor.image.wipe")}
        checked={wipe}
        edits={(checked) =>
          inputEdits(node, "OSDWipeDestinationPartition", String(checked), "WipeDestinationPartition")
        }
      />
    </Stack>
  );
}

/** Apply Operating System: a captured image, or an upgrade package. */
export function ApplyOsPage({ node }: { node: AnyStep }) {
  const t = useWords();
  return (
    <Stack gap="md">
      <ImageFields node={node} hint={t("editor.image.oemNote")} />
      <TargetFields node={node} />
    </Stack>
  );
}

function ImageFields({ node, hint }: { node: AnyStep; hint: string }) {
  const t = useWords();
  const { source, packageId, index } = readImageForm(node);
  const whole = /^[1-9]\d{0,2}$/.test(index) || index.includes("%");
  return (
    <>
      <TextField
        of={node.id}
        label={t(`editor.image.package.${source}`)}
        hint={hint}
        value={packageId}
        mono
        edits={(value) => imageEdits(node, { packageId: value.replaceAll(/[\s,]/g, "") })}
      />
      <TextField
        of={node.id}
        label={t("editor.image.index")}
        value={index}
        problem={whole ? null : t("editor.image.noIndex")}
        edits={(value) => imageEdits(node, { index: value.trim() })}
      />
    </>
  );
}

const firstOf: Record<Target["kind"], Target> = {
  next: { kind: "next" },
  letter: { kind: "letter", letter: "C" },
  disk: { kind: "disk", disk: "0", partition: "1" },
  variable: { kind: "variable", variable: "OSDisk" },
  other: { kind: "other", text: "" },
};
const LETTERS = Array.from("CDEFGHIJKLMNOPQRSTUVWXYZ", (letter) => ({ value: letter, label: `${letter}:` }));

function TargetFields({ node }: { node: AnyStep }) {
  const t = useWords();
  const target = readTarget(node);
  const kinds = (["next", "letter", "disk", "variable", "other"] as const).filter(
    (kind) => kind !== "other" || target.kind === "other",
  );
  return (
    <Group grow align="start">
      <PickField
        label={t("editor.image.target")}
        value={target.kind}
        options={kinds.map((kind) => ({ value: kind, label: t(`editor.image.targets.${kind}`) }))}
        edits={(kind) => targetEdits(node, firstOf[kind as Target["kind"]])}
      />
      <TargetDetail node={node} target={target} />
    </Group>
  );
}

function TargetDetail({ node, target }: { node: AnyStep; target: Target }) {
  const t = useWords();
  if (target.kind === "next") return null;
  if (target.kind === "disk") return <DiskFields node={node} target={target} />;
  if (target.kind === "letter")
    return (
      <PickField
        label={t("editor.image.letter")}
        value={target.letter}
        options={LETTERS}
        edits={(letter) => targetEdits(node, { kind: "letter", letter })}
      />
    );
  const variable = target.kind === "variable";
  return (
    <TextField
      of={node.id}
      label={t(variable ? "editor.image.variable" : "editor.image.written")}
      value={variable ? target.variable : target.text}
      mono
      edits={(text) =>
        targetEdits(
          node,
          variable ? { kind: "variable", variable: text.replaceAll(/[%\s]/g, "") } : { kind: "other", text },
        )
      }
    />
  );
}

interface DiskProps {
  node: AnyStep;
  target: Extract<Target, { kind: "disk" }>;
}

function DiskFields({ node, target }: DiskProps) {
  const t = useWords();
  return (["disk", "partition"] as const).map((part) => (
    <TextField
      key={part}
      of={node.id}
      label={t(`editor.image.${part}`)}
      value={target[part]}
      edits={(text) => targetEdits(node, { ...target, [part]: text.replaceAll(/\D/g, "") })}
    />
  ));
}
