import { Group, Radio } from "@mantine/core";
import { givesBootImage, kindProblem } from "../../../../shared/media-create.ts";
import { useWords } from "../../../translate.ts";
import { BootVerdicts } from "./boot-verdicts.tsx";
import { bootImageOf } from "./create-form.ts";
import { changeDraft, useFilled } from "./create-store.ts";
import { ProblemLine } from "./field.tsx";
import { FileRows } from "./file-rows.tsx";
import { ImageTable, MediumSelect } from "./image-choice.tsx";
import { ImageFile } from "./image-file.tsx";

/** Where Windows PE comes from, and whose loader starts it. */
export function BootPage() {
  const t = useWords();
  const filled = useFilled();
  if (!filled) return null;
  const { draft, media } = filled;
  const withBoot = media.filter((medium) => givesBootImage(medium) && medium.state !== "bad");
  return (
    <>
      <Radio.Group
        label={t("create.boot.from")}
        value={draft.bootFrom}
        onChange={(from) => changeDraft({ bootFrom: from === "medium" ? "medium" : "file" })}
      >
        <Group gap="xl" mt={6}>
          <Radio value="file" label={t("create.fromFile")} />
          <Radio value="medium" label={t("create.boot.fromMedium")} />
        </Group>
      </Radio.Group>
      {draft.bootFrom === "medium" ? (
        <MediumSelect
          field="bootMedia"
          label={t("create.medium")}
          media={withBoot}
          value={draft.bootMedia}
          onChange={(bootMedia) => changeDraft({ bootMedia })}
        />
      ) : (
        <BootFile />
      )}
      <BootVerdicts />
      <Radio.Group
        label={t("create.boot.loader")}
        description={t("create.boot.loaderHint")}
        value={draft.loaderSignedBy}
        onChange={(by) => changeDraft({ loaderSignedBy: by === "2023" ? "2023" : "2011" })}
      >
        <Group gap="xl" mt={6}>
          <Radio value="2011" label={t("create.boot.by2011")} />
          <Radio value="2023" label={t("create.boot.by2023")} />
        </Group>
      </Radio.Group>
      <FileRows
        field="bootFiles"
        title={t("create.boot.files")}
        hint={t("create.boot.filesHint")}
        example="/EFI/Boot/bootx64.efi"
      />
    </>
  );
}

function BootFile() {
  const t = useWords();
  const filled = useFilled();
  return (
    <>
      <ImageFile
        field="bootFile"
        label={t("create.boot.file")}
        placeholder="/images/boot.wim"
        also={{ bootIndex: null }}
        solid={t("create.boot.lzms")}
      >
        {({ images, bootIndex }) => (
          <ImageTable
            label={t("create.boot.images")}
            images={images}
            bootIndex={bootIndex}
            chosen={filled && (bootImageOf(filled)?.index ?? null)}
            problemOf={(image) => kindProblem(image, "boot")}
            onChoose={(chosen) => changeDraft({ bootIndex: chosen })}
          />
        )}
      </ImageFile>
      <ProblemLine field="bootIndex" />
    </>
  );
}
