import type { Job } from "../../../shared/contract.ts";
import type { Bay, Drive, DriveUse } from "../../../shared/drive.ts";
import { dateText, driveText, mediaText } from "../../format.ts";
import { Facts, type Fact } from "../../parts/facts.tsx";
import { useWords, type Translate } from "../../translate.ts";
import { useStation } from "../../store.ts";
import { concernsText, unitOf } from "./bay-face.ts";

/** What is known of the drive in the bay, and where its serial was read. */
export function BayFacts({ bay, job }: { bay: Bay; job: Job | undefined }) {
  const t = useWords();
  const unit: Fact = { name: t("side.facts.unit"), value: unitOf(bay, job) ?? t("note.noUnit"), mono: true };
  const warmth = useWarmth(job);
  const rest = bay.drive ? driveFacts(t, bay, bay.drive) : job ? goneFacts(t, job) : [];
  return <Facts facts={[unit, ...rest, ...healthFacts(t, job, warmth)]} />;
}

/** How warm the drive of a running job was when it was last asked. */
function useWarmth(job: Job | undefined): number | null {
  return useStation((s) => (job ? (s.progress[job.job]?.celsius ?? null) : null));
}

/** What the drive said of itself. Nothing, when it says nothing. */
function healthFacts(t: Translate, job: Job | undefined, celsius: number | null): Fact[] {
  const { maxCelsius = null, concerns = [] } = job?.marks ?? {};
  const most = maxCelsius === null ? "" : t("health.most", { celsius: maxCelsius });
  const now = celsius === null ? "" : t("health.celsius", { celsius });
  return [
    ...(most ? [{ name: t("health.warmth"), value: [now, most].filter(Boolean).join(", ") }] : []),
    ...(concerns.length > 0 ? [{ name: t("health.concerns"), value: concernsText(t, job) }] : []),
  ];
}

function driveFacts(t: Translate, bay: Bay, drive: Drive): Fact[] {
  const uses = drive.uses.map(useText).join(", ");
  return [
    { name: t("side.facts.model"), value: driveText(drive.model, drive.sizeBytes) },
    { name: t("side.facts.serial"), value: drive.serial ?? t("common.none"), mono: true },
    { name: t("side.facts.from"), value: t(`side.serialFrom.${drive.serialSource}`) },
    ...(drive.wwid ? [{ name: t("side.facts.wwid"), value: drive.wwid, mono: true }] : []),
    { name: t("side.facts.port"), value: drive.port, mono: true },
    { name: t("side.facts.path"), value: drive.path, mono: true },
    {
      name: t("side.facts.sectors"),
      value: t("side.sectorsText", {
        logical: drive.logicalSectorBytes,
        physical: drive.physicalSectorBytes,
      }),
    },
    { name: t("side.facts.kind"), value: drive.rotational ? t("side.rotational") : t("side.solid") },
    ...(uses ? [{ name: t("side.facts.uses"), value: uses }] : []),
    { name: t("side.facts.carries"), value: carries(t, bay) },
  ];
}

/** The drive left while its job ran: what was bound then. */
function goneFacts(t: Translate, job: Job): Fact[] {
  return [
    { name: t("side.facts.model"), value: driveText(job.model, job.sizeBytes) },
    { name: t("side.facts.serial"), value: job.driveSerial ?? t("common.none"), mono: true },
  ];
}

function carries(t: Translate, { carries: stamp }: Bay): string {
  if (!stamp) return t("side.carriesNothing");
  const text = t("side.carriesText", {
    media: mediaText(stamp.mediaName, stamp.mediaVersion),
    unit: stamp.unitSerial,
    when: dateText(stamp.at),
  });
  return stamp.committed ? text : `${text} · ${t("side.notFinished")}`;
}

function useText(use: DriveUse): string {
  if (use.use === "held") return use.by;
  return use.use === "stale-signature" ? use.kind : use.where;
}
