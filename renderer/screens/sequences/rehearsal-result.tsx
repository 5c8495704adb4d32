import { Button, Table } from "@mantine/core";
import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleHelp,
  FastForward,
  OctagonX,
  SkipForward,
  TriangleAlert,
  type LucideIcon,
} from "lucide-react";
import type {
  Finding,
  Reason,
  Rehearsal,
  RehearsalVerdict,
  StepOutcome,
  TimelineEntry,
} from "../../../shared/sequence-rehearsal.ts";
import type { Sequence } from "../../../shared/sequence.ts";
import { StateWord } from "../../parts/state-word.tsx";
import { useLive } from "../../store.ts";
import type { Tone } from "../../theme.ts";
import { useWords, type Translate } from "../../translate.ts";
import { openDialog } from "../../view.ts";
import classes from "./rehearsal.module.css";

const verdicts: Record<RehearsalVerdict, [LucideIcon, Tone]> = {
  "will-run": [CircleCheck, "done"],
  unsure: [CircleHelp, "slow"],
  erases: [OctagonX, "fail"],
  "will-fail": [CircleAlert, "fail"],
};
const outcomes: Record<StepOutcome, [LucideIcon, Tone]> = {
  runs: [CircleCheck, "done"],
  skipped: [SkipForward, "dim"],
  bypassed: [FastForward, "verify"],
  fails: [CircleAlert, "fail"],
  unknown: [CircleHelp, "slow"],
  "not-reached": [Ban, "faint"],
};

/** Their sentence says already what decided. */
const inSentence: ReadonlySet<StepOutcome> = new Set<StepOutcome>(["skipped", "unknown"]);

interface ResultProps {
  rehearsal: Rehearsal;
  sequence: Sequence;
  onJump: (node: string) => void;
}

/** The verdict first, then what was found with its fixes, then every step. */
export function RehearsalResult({ rehearsal, sequence, onJump }: ResultProps) {
  const t = useWords();
  const { verdict, words, timeline, findings, downloads, missingFacts } = rehearsal;
  const [Icon, tone] = verdicts[verdict];
  return (
    <>
      <div className={classes["verdict"]} role="status" style={{ borderColor: `var(--ps-${tone})` }}>
        <Icon size={30} aria-hidden style={{ color: `var(--ps-${tone})` }} />
        <div>
          <b>{t(`rehearsal.verdict.${verdict}`)}</b>
          <p>{words}</p>
        </div>
        <span className={classes["counts"]}>{countWords(t, timeline)}</span>
      </div>
      <section>
        <h3>{t("rehearsal.findings")}</h3>
        {findings.length === 0 && t("rehearsal.noFindings")}
        <ul className={classes["findings"]} aria-label={t("rehearsal.findings")}>
          {findings.map((finding, n) => (
            <FindingLine key={n} finding={finding} sequence={sequence} onJump={onJump} />
          ))}
        </ul>
      </section>
      <Lines
        title={t("rehearsal.downloads")}
        lines={downloads.map((each) =>
          t("rehearsal.download", { package: each.package, steps: each.steps.join(", ") }),
        )}
      />
      <Lines title={t("rehearsal.missingFacts")} lines={missingFacts} />
      <Timeline timeline={timeline} />
    </>
  );
}

function countWords(t: Translate, timeline: readonly TimelineEntry[]): string {
  const order = Object.keys(outcomes) as StepOutcome[];
  return order
    .map((outcome) => [outcome, timeline.filter((each) => each.outcome === outcome).length] as const)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => t("rehearsal.count", { word: t(`rehearsal.outcome.${outcome}`), count }))
    .join(" · ");
}

function FindingLine({ finding, sequence, onJump }: { finding: Finding } & Omit<ResultProps, "rehearsal">) {
  const t = useWords();
  const live = useLive();
  const { severity, words, errorCode, fix, node } = finding;
  const red = severity === "red";
  // What is in a sub-sequence is mended there.
  const here = finding.sequence === null;
  return (
    <li data-red={red || undefined}>
      <StateWord
        icon={red ? OctagonX : TriangleAlert}
        tone={red ? "fail" : "slow"}
        word={t(red ? "rehearsal.red" : "rehearsal.amber")}
      />
      <span>
        {words} {errorCode && <code>{errorCode}</code>}
      </span>
      <span className={classes["acts"]}>
        {node !== null && here && (
          <Button size="compact-sm" variant="subtle" onClick={() => onJump(node)}>
            {t("sequence.steps")}
          </Button>
        )}
        {fix && here && (
          <Button
            size="compact-sm"
            variant={red ? "filled" : "default"}
            disabled={!live}
            aria-label={t("rehearsal.fixOf", { words: fix.words })}
            onClick={() =>
              openDialog({
                kind: "save-sequence",
                sequence: sequence.id,
                edits: [fix.edit],
                comment: fix.words,
              })
            }
          >
            {t("rehearsal.fix")}
          </Button>
        )}
      </span>
    </li>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  const t = useWords();
  if (lines.length === 0) return null;
  return (
    <details className={classes["more"]}>
      <summary>{t("rehearsal.some", { title, count: lines.length })}</summary>
      <ul className={classes["lines"]}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}

function Timeline({ timeline }: { timeline: readonly TimelineEntry[] }) {
  const t = useWords();
  return (
    <section>
      <h3>{t("rehearsal.timeline")}</h3>
      <Table verticalSpacing={6} aria-label={t("rehearsal.timeline")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("rehearsal.columns.outcome")}</Table.Th>
            <Table.Th>{t("rehearsal.columns.step")}</Table.Th>
            <Table.Th>{t("rehearsal.columns.why")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {timeline.map((entry, n) => (
            <Table.Tr key={n} className={classes["entry"] ?? ""} data-outcome={entry.outcome}>
              <Table.Td>
                <StateWord
                  icon={outcomes[entry.outcome][0]}
                  tone={outcomes[entry.outcome][1]}
                  word={t(`rehearsal.outcome.${entry.outcome}`)}
                />
              </Table.Td>
              <Table.Td style={{ paddingLeft: 10 + entry.depth * 16 }} data-kind={entry.kind}>
                {entry.name}
              </Table.Td>
              <Table.Td>
                {entry.words}
                {inSentence.has(entry.outcome) || <Reasons reasons={entry.reasons} />}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

/** Which expressions decided, and with which values. */
function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  const t = useWords();
  const told = reasons.filter(({ found, missing }) => found !== null || missing !== null);
  if (told.length === 0) return null;
  return (
    <ul className={classes["reasons"]}>
      {told.map(({ words, found, missing }, n) => (
        <li key={n}>
          {missing === null
            ? t("rehearsal.found", { words, found: found ?? "" })
            : t("rehearsal.missing", { words, missing })}
        </li>
      ))}
    </ul>
  );
}
