import { CircleX, Info, TriangleAlert } from "lucide-react";
import type { BootFinding } from "../../../shared/boot-finding.ts";
import type { Media } from "../../../shared/media.ts";
import { Facts } from "../../parts/facts.tsx";
import { StateWord } from "../../parts/state-word.tsx";
import { useWords } from "../../translate.ts";

/** How each severity of a finding looks. */
export const severityLooks = {
  stops: { icon: CircleX, tone: "fail" },
  warns: { icon: TriangleAlert, tone: "slow" },
  says: { icon: Info, tone: "dim" },
} as const;

/** What a look at the medium's boot files found: what stops a start, what may, and what is good to know. */
export function BootFindings({ medium: { bootFindings } }: { medium: Media }) {
  const t = useWords();
  return (
    <section>
      <h3>{t("finding.title")}</h3>
      {bootFindings && bootFindings.length > 0 ? (
        bootFindings.map((finding, n) => <Finding key={`${finding.code} ${n}`} finding={finding} />)
      ) : (
        <p>{bootFindings ? t("finding.none") : t("finding.notYet")}</p>
      )}
    </section>
  );
}

function Finding({ finding: { severity, firmware, message } }: { finding: BootFinding }) {
  const t = useWords();
  const word = t(`finding.severity.${severity}`);
  return (
    <Facts
      facts={[
        {
          name: t(`finding.firmware.${firmware ?? "both"}`),
          value: (
            <>
              <StateWord {...severityLooks[severity]} word={word} /> {message}
            </>
          ),
        },
      ]}
    />
  );
}
