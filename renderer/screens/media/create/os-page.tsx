import { Group, Radio } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { architectureProblem, kindProblem } from "../../../../shared/media-create.ts";
import type { WimImage } from "../../../../shared/media.ts";
import { useWords } from "../../../translate.ts";
import { bootImageOf, osImageOf } from "./create-form.ts";
import classes from "./create-screen.module.css";
import { changeDraft, useFilled } from "./create-store.ts";
import { ProblemLine } from "./field.tsx";
import { ImageTable, MediumSelect } from "./image-choice.tsx";
import { ImageFile } from "./image-file.tsx";

/** Which Windows lies at the root of the medium. */
export function OsPage() {
  const t = useWords();
  const filled = useFilled();
  if (!filled) return null;
  const { draft, media } = filled;
  const medium = media.find(({ id }) => id === draft.osMedia);
  return (
    <>
      <Radio.Group
        label={t("create.os.from")}
        value={draft.osFrom}
        onChange={(from) => changeDraft({ osFrom: from === "medium" ? "medium" : "file", osIndex: 1 })}
      >
        <Group gap="xl" mt={6}>
          <Radio value="file" label={t("create.fromFile")} />
          <Radio value="medium" label={t("create.os.fromMedium")} />
        </Group>
      </Radio.Group>
      {draft.osFrom === "medium" ? (
        <>
          <MediumSelect
            field="osMedia"
            label={t("create.medium")}
            media={media.filter(({ state }) => state !== "bad")}
            value={draft.osMedia}
            onChange={(osMedia) => changeDraft({ osMedia, osIndex: 1 })}
          />
          {medium && <Images images={medium.images} />}
        </>
      ) : (
        <OsFile />
      )}
      <ProblemLine field="osIndex" />
      <BootFit />
    </>
  );
}

function OsFile() {
  const t = useWords();
  return (
    <ImageFile
      field="osFile"
      label={t("create.os.file")}
      placeholder="/images/install.wim"
      also={{ osIndex: 1 }}
      solid={t("create.os.lzms")}
    >
      {({ images }) => <Images images={images} />}
    </ImageFile>
  );
}

function Images({ images }: { images: readonly WimImage[] }) {
  const t = useWords();
  const filled = useFilled();
  return (
    <ImageTable
      label={t("create.os.images")}
      images={images}
      chosen={filled?.draft.osIndex ?? null}
      problemOf={(image) => kindProblem(image, "os")}
      onChoose={(osIndex) => changeDraft({ osIndex })}
    />
  );
}

/** What does not stop it, but may stop a PC. */
function BootFit() {
  const filled = useFilled();
  const boot = filled && bootImageOf(filled);
  const os = filled && osImageOf(filled);
  const problem = boot && os && architectureProblem(boot.architecture, os.architecture);
  if (!problem || problem.stops) return null;
  return (
    <p className={classes["warn"]}>
      <TriangleAlert size={16} aria-hidden /> {problem.message}
    </p>
  );
}
