import { Button, Group, Loader, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { SequenceDetail, SequenceVersion } from "../../../shared/sequence-library.ts";
import { dateText } from "../../format.ts";
import { ask } from "../../parts/act.tsx";
import { FaultNote } from "../../parts/fault-note.tsx";
import { useAnswer } from "../../parts/use-answer.ts";
import { useLive } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { ChangeList } from "./change-list.tsx";

/** Every version there is; none of them changes. Two can be compared, and an old one comes back as a new one. */
export function VersionsPanel({ detail }: { detail: SequenceDetail }) {
  const t = useWords();
  const { versions, sequence } = detail;
  return (
    <Stack gap="md">
      {versions.map((version, n) => (
        <Version
          key={version.version}
          sequence={sequence.id}
          version={version}
          newest={n === 0 ? null : sequence.version}
        />
      ))}
      {versions.length > 1 && (
        <Comparison key={sequence.version} sequence={sequence.id} versions={versions} />
      )}
      {versions.length === 1 && <Text c="dimmed">{t("editor.versions.one")}</Text>}
    </Stack>
  );
}

interface VersionProps {
  sequence: string;
  version: SequenceVersion;
  /** The newest version there is; null for itself. */
  newest: string | null;
}

function Version({ sequence, version: { version, author, comment, at, hash }, newest }: VersionProps) {
  const t = useWords();
  const live = useLive();
  const restore = (over: string) =>
    ask((client) =>
      client.saveSequence({
        sequence,
        version,
        over,
        edits: [],
        comment: t("editor.versions.restored", { version }),
      }),
    );
  return (
    <section>
      <Group gap="sm">
        <b>{t("sequences.version", { version })}</b>
        <Text span c="dimmed">
          {[
            newest === null && t("sequence.current"),
            at && t("sequence.saved", { at: dateText(at) }),
            author && t("sequence.by", { author }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
        {newest !== null && (
          <Button size="compact-sm" disabled={!live} onClick={() => void restore(newest)}>
            {t("editor.versions.restore", { version })}
          </Button>
        )}
      </Group>
      {comment && <Text>{comment}</Text>}
      <Text size="xs" c="dimmed" className="mono" style={{ overflowWrap: "anywhere" }}>
        {hash}
      </Text>
    </section>
  );
}

function Comparison({ sequence, versions }: { sequence: string; versions: readonly SequenceVersion[] }) {
  const t = useWords();
  const [before, setBefore] = useState(versions[1]?.version ?? "");
  const [after, setAfter] = useState(versions[0]?.version ?? "");
  const answer = useAnswer(`${sequence} ${before} ${after}`, (client) =>
    client.diffSequences({ before: { sequence, version: before }, after: { sequence, version: after } }),
  );
  const data = versions.map(({ version }) => ({
    value: version,
    label: t("sequences.version", { version }),
  }));
  return (
    <section aria-label={t("editor.versions.compare")}>
      <h3>{t("editor.versions.compare")}</h3>
      <Group mb="sm">
        <NativeSelect
          aria-label={t("rehearsal.before")}
          value={before}
          data={data}
          onChange={(event) => setBefore(event.currentTarget.value)}
        />
        <span aria-hidden>→</span>
        <NativeSelect
          aria-label={t("rehearsal.after")}
          value={after}
          data={data}
          onChange={(event) => setAfter(event.currentTarget.value)}
        />
      </Group>
      {answer.status === "failed" && <FaultNote fault={answer.fault} />}
      {answer.last ? (
        <ChangeList changes={answer.last} />
      ) : (
        answer.status === "asking" && <Loader size="sm" aria-label={t("common.loading")} />
      )}
    </section>
  );
}
