import { Button, Loader, Table } from "@mantine/core";
import type { CatalogueItem, ContentCatalogue } from "../../../../shared/content.ts";
import { sizeText } from "../../../format.ts";
import { ask } from "../../../parts/act.tsx";
import { FaultNote } from "../../../parts/fault-note.tsx";
import { TaskStrip } from "../../../parts/task-strip.tsx";
import { useAnswer } from "../../../parts/use-answer.ts";
import { useStation } from "../../../store.ts";
import { useWords } from "../../../translate.ts";
import classes from "./create-screen.module.css";
import { changeDraft } from "./create-store.ts";

/** What other places have: what is in the library already can be taken at once. */
export function ContentPage() {
  const t = useWords();
  const library = useStation((s) => s.media.length);
  const answer = useAnswer(`catalogue ${library}`, (client) => client.contentCatalogue({}));
  if (answer.status === "failed") return <FaultNote fault={answer.fault} />;
  if (!answer.last) return <Loader size="sm" aria-label={t("common.loading")} />;
  const { items, problems } = answer.last;
  return (
    <>
      <p className={classes["hint"]}>
        {t(items.length === 0 ? "create.content.none" : "create.content.text")}
      </p>
      <Problems problems={problems} />
      {items.length > 0 && <Items items={items} />}
      <TaskStrip />
    </>
  );
}

function Problems({ problems }: Pick<ContentCatalogue, "problems">) {
  return problems.map(({ location, name, message }) => (
    <p key={location} className={classes["warn"]}>
      {name}: {message}
    </p>
  ));
}

function Items({ items }: { items: readonly CatalogueItem[] }) {
  const t = useWords();
  return (
    <Table verticalSpacing={6} aria-label={t("create.page.content")}>
      <Table.Thead>
        <Table.Tr>
          {(["name", "kind", "version", "size", "at", "take"] as const).map((column) => (
            <Table.Th key={column}>{t(`create.content.column.${column}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <Table.Tr key={item.content}>
            <Table.Td>{item.name}</Table.Td>
            <Table.Td>{t(`create.content.kind.${item.kind}`)}</Table.Td>
            <Table.Td>{item.version || t("common.noWords")}</Table.Td>
            <Table.Td className="num">{sizeText(item.sizeBytes)}</Table.Td>
            <Table.Td>{item.at.map(({ name }) => name).join(", ")}</Table.Td>
            <Table.Td>
              <Take item={item} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Take({ item: { content, media, kind, name } }: { item: CatalogueItem }) {
  const t = useWords();
  if (media === null)
    return (
      <Button
        size="compact-sm"
        aria-label={t("create.content.getOf", { name })}
        onClick={() => void ask((client) => client.pullContent({ content }))}
      >
        {t("create.content.get")}
      </Button>
    );
  const boot = () => changeDraft({ bootFrom: "medium", bootMedia: media });
  const os = () => changeDraft({ osFrom: "medium", osMedia: media, osIndex: 1 });
  return (
    <Button
      size="compact-sm"
      aria-label={t("create.content.takeOf", { name })}
      onClick={kind === "boot-image" ? boot : os}
    >
      {t(kind === "boot-image" ? "create.content.asBoot" : "create.content.asOs")}
    </Button>
  );
}
