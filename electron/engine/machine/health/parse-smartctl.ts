import { z } from "zod";
import type { DriveHealth } from "../../../../shared/health.ts";

const count = z.number().nonnegative();
const Attribute = z.object({ id: z.number(), value: z.number(), raw: z.object({ value: z.number() }) });

/** The parts of `smartctl --json` that are looked at. All of them may be missing: drives and bridges tell what they like. */
const Report = z.object({
  device: z.object({ protocol: z.string() }).optional().catch(undefined),
  smart_status: z.object({ passed: z.boolean() }).optional().catch(undefined),
  temperature: z.object({ current: z.number() }).optional().catch(undefined),
  power_on_time: z.object({ hours: count }).optional().catch(undefined),
  ata_smart_attributes: z
    .object({ table: z.array(Attribute) })
    .optional()
    .catch(undefined),
  endurance_used: z.object({ current_percent: count }).optional().catch(undefined),
  nvme_smart_health_information_log: z
    .object({
      critical_warning: count,
      percentage_used: count,
      available_spare: count,
      available_spare_threshold: count,
    })
    .partial()
    .optional()
    .catch(undefined),
  scsi_percentage_used_endurance_indicator: count.optional().catch(undefined),
  scsi_grown_defect_list: count.optional().catch(undefined),
});
type Report = z.infer<typeof Report>;

/** ATA attributes whose number means the same with every maker. */
const REALLOCATED = 5;
const PENDING = 197;

/**
 * What a drive says of itself, from `smartctl --json --all`.
 * @returns null when the report is none of a drive: "Unable to detect device type", a bridge that passes nothing on
 */
export function parseSmartctl(text: string): DriveHealth | null {
  const report = Report.safeParse(parseJson(text)).data;
  if (!report) return null;
  const health: DriveHealth = {
    passed: passedOf(report),
    temperature: plausible(report.temperature?.current),
    usedPercent: usedOf(report),
    pendingSectors: rawOf(report, PENDING),
    reallocatedSectors: rawOf(report, REALLOCATED) ?? report.scsi_grown_defect_list ?? null,
    powerOnHours: report.power_on_time?.hours ?? null,
  };
  return Object.values(health).every((value) => value === null) ? null : health;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** NVMe's critical warning counts, but for its temperature bit: heat passes, and is told as heat. */
function passedOf({ smart_status, nvme_smart_health_information_log: nvme }: Report): boolean | null {
  if (nvme?.critical_warning !== undefined) return (nvme.critical_warning & ~0x02) === 0;
  return smart_status?.passed ?? null;
}

function usedOf(report: Report): number | null {
  const { nvme_smart_health_information_log: nvme, endurance_used: ata } = report;
  return (
    nvme?.percentage_used ?? ata?.current_percent ?? report.scsi_percentage_used_endurance_indicator ?? null
  );
}

/** A raw value packs other things into its upper bytes with some makers: the count is in the lower four. */
function rawOf({ ata_smart_attributes }: Report, id: number): number | null {
  const raw = ata_smart_attributes?.table.find((attribute) => attribute.id === id)?.raw.value;
  return raw === undefined ? null : raw % 2 ** 32;
}

/** Some drives report 0 or 255 for a sensor they do not have. */
function plausible(temperature: number | undefined): number | null {
  return temperature !== undefined && temperature > 0 && temperature < 200 ? temperature : null;
}
