import { Checkbox, Table, TextInput } from "@mantine/core";
import { History, TriangleAlert } from "lucide-react";
import type { UnitRecord } from "../../../../shared/record.ts";
import { bayText, dateText, mediaText, sizeText } from "../../../format.ts";
import { useAnswer } from "../../../parts/use-answer.ts";
import { useWords } from "../../../translate.ts";
import { carriesText } from "../bay-face.ts";
import type { ShownDrive, StartForm, UnitProblem } from "./start-form.ts";
import classes from "./start-dialog.module.css";

interface DriveChoiceProps {
  shown: readonly ShownDrive[];
  form: StartForm;
  change: (part: Partial<StartForm>) => void;
  changed: ReadonlySet<number>;
  problems: ReadonlyMap<number, UnitProblem>;
  count: number;
}

const COLUMNS = ["take", "bay", "drive", "serial", "size", "carries", "unit"] as const;

/** Every drive that may be erased, each with what tells it apart and what would be lost. */
export function DriveChoice({ shown, form, change, changed, problems, count }: DriveChoiceProps) {
  const t = useWords();
  const serials = [
    ...new Set(shown.flatMap((drive) => [drive.serial, drive.bound]).filter((serial) => serial !== null)),
  ];
  const before = useAnswer(serials.length > 0 ? serials.join("\n") : null, (client) =>
    client.stagedBefore({ serials }),
  );
  return (
    <section>
      <h3 className={classes["heading"]}>
        {count > 0 ? t("start.drives", { count }) : t("start.drivesNone")}
      </h3>
      <div className={classes["drives"]} tabIndex={0} role="region" aria-label={t("start.drives", { count })}>
        <Table stickyHeader verticalSpacing={3}>
          <Table.Thead>
            <Table.Tr>
              {COLUMNS.map((column) => (
                <Table.Th key={column} className={column === "size" ? "num" : ""}>
                  {t(`start.columns.${column}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((drive) => (
              <DriveRow
                key={drive.bay}
                drive={drive}
                form={form}
                change={change}
                changed={changed.has(drive.bay)}
                problem={problems.get(drive.bay)}
                earlier={earlierOf(before.last, drive)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}

/** The newest earlier staging of the unit or of the drive. */
function earlierOf(
  units: readonly UnitRecord[] | null,
  { serial, bound }: ShownDrive,
): UnitRecord | undefined {
  return units?.find(
    (unit) =>
      (serial !== null && unit.driveSerial === serial) || (bound !== null && unit.unitSerial === bound),
  );
}

interface DriveRowProps {
  drive: ShownDrive;
  form: StartForm;
  change: (part: Partial<StartForm>) => void;
  changed: boolean;
  problem: UnitProblem | undefined;
  earlier: UnitRecord | undefined;
}

function DriveRow({ drive, form, change, changed, problem, earlier }: DriveRowProps) {
  const t = useWords();
  const bay = bayText(drive.bay);
  const taken = form.chosen[drive.bay] === true && !changed;
  return (
    <Table.Tr className={classes["row"] ?? ""} data-out={!taken || undefined} data-drive={drive.bay}>
      <Table.Td>
        <Checkbox
          aria-label={t("start.take", { bay })}
          checked={taken}
          disabled={changed}
          onChange={({ currentTarget: { checked } }) =>
            change({ chosen: { ...form.chosen, [drive.bay]: checked }, typed: "" })
          }
        />
      </Table.Td>
      <Table.Td className={classes["bay"] ?? ""}>{bay}</Table.Td>
      <Table.Td>{drive.model}</Table.Td>
      <Table.Td className="mono">{drive.serial ?? t("common.none")}</Table.Td>
      <Table.Td className="num">{sizeText(drive.sizeBytes)}</Table.Td>
      <Table.Td>
        {changed ? (
          <span className={classes["before"]}>
            <TriangleAlert size={15} aria-hidden /> {t("start.changed")}
          </span>
        ) : (
          <Carried drive={drive} earlier={earlier} />
        )}
      </Table.Td>
      <Table.Td w={220}>
        <TextInput
          size="xs"
          aria-label={t("start.unitOf", { bay })}
          classNames={{ input: "mono" }}
          maxLength={64}
          disabled={changed}
          placeholder={drive.serial ?? ""}
          error={problem && t(`start.${problem}`)}
          value={form.units[drive.bay] ?? ""}
          onChange={({ currentTarget: { value } }) =>
            change({ units: { ...form.units, [drive.bay]: value } })
          }
        />
      </Table.Td>
    </Table.Tr>
  );
}

function Carried({ drive, earlier }: { drive: ShownDrive; earlier: UnitRecord | undefined }) {
  const t = useWords();
  return (
    <>
      {drive.carries ? carriesText(t, drive.carries) : t("note.blank")}
      {earlier && (
        <span className={classes["before"]}>
          <History size={15} aria-hidden />
          {t("start.before", {
            when: dateText(earlier.startedAt),
            media: mediaText(earlier.mediaName, earlier.mediaVersion),
            ending: t(`side.ending.${earlier.ending ?? "open"}`),
          })}
        </span>
      )}
    </>
  );
}
