import { NativeSelect, Radio, Table } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import type { Media, WimImage } from "../../../../shared/media.ts";
import { mediaText, sizeText } from "../../../format.ts";
import { useWords } from "../../../translate.ts";
import classes from "./create-screen.module.css";
import { useProblem } from "./field.tsx";

/** One of the media in the library, by name and version. */
export function MediumSelect(props: {
  field: string;
  label: string;
  media: readonly Media[];
  value: string;
  onChange: (media: string) => void;
}) {
  const t = useWords();
  const { field, label, media, value, onChange } = props;
  const problem = useProblem(field);
  if (media.length === 0) return <p className={classes["hint"]}>{t("create.noMedia")}</p>;
  return (
    <NativeSelect
      size="md"
      label={label}
      value={value}
      error={problem}
      data={[
        { value: "", label: t("create.chooseMedium") },
        ...media.map(({ id, name, version }) => ({ value: id, label: mediaText(name, version) })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface ImageTableProps {
  label: string;
  images: readonly WimImage[];
  chosen: number | null;
  /** Marked bootable; 0 for none. */
  bootIndex?: number;
  /** Why an image cannot be chosen, in words. */
  problemOf: (image: WimImage) => string | null;
  onChoose: (index: number) => void;
}

/** The images of one file, the chosen one marked; each tells whether it can be what is wanted. */
export function ImageTable({ label, images, chosen, bootIndex = 0, problemOf, onChoose }: ImageTableProps) {
  const t = useWords();
  return (
    <Table verticalSpacing={6} aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          {(["index", "name", "edition", "version", "languages", "architecture", "size"] as const).map(
            (column) => (
              <Table.Th key={column}>{t(`create.imageColumn.${column}`)}</Table.Th>
            ),
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {images.map((image) => (
          <Table.Tr key={image.index}>
            <Table.Td>
              <Radio
                checked={image.index === chosen}
                label={image.index}
                aria-label={t("create.chooseIndex", { index: image.index, name: image.name })}
                onChange={() => onChoose(image.index)}
              />
            </Table.Td>
            <Table.Td>
              {image.name}
              {image.index === bootIndex && <div className={classes["hint"]}>{t("create.bootable")}</div>}
              <Unfit problem={problemOf(image)} />
            </Table.Td>
            <Table.Td>{image.edition ?? t("common.unknown")}</Table.Td>
            <Table.Td>{image.version ?? t("common.unknown")}</Table.Td>
            <Table.Td>{image.languages.join(", ") || t("common.noWords")}</Table.Td>
            <Table.Td>{image.architecture}</Table.Td>
            <Table.Td className="num">{sizeText(image.bytes)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Unfit({ problem }: { problem: string | null }) {
  if (problem === null) return null;
  return (
    <div className={classes["warn"]}>
      <TriangleAlert size={14} aria-hidden /> {problem}
    </div>
  );
}
