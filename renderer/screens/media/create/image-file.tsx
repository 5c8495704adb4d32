import { Loader } from "@mantine/core";
import type { ComponentProps, ReactNode } from "react";
import { sizeText } from "../../../format.ts";
import { useWords } from "../../../translate.ts";
import classes from "./create-screen.module.css";
import type { Filled } from "./create-form.ts";
import { lookAt, useFilled } from "./create-store.ts";
import { PathField } from "./path-field.tsx";

type Found = Exclude<NonNullable<ReturnType<Filled["lookedAt"]>>, { refusal: unknown }>;
type Field = Pick<ComponentProps<typeof PathField>, "label" | "placeholder" | "also">;

/** A file with images: its path, and what was found in it. @param solid what is said of one that is packed as a whole */
export function ImageFile({
  field,
  solid,
  children,
  ...rest
}: Field & { field: "bootFile" | "osFile"; solid: string; children: (found: Found) => ReactNode }) {
  const t = useWords();
  const filled = useFilled();
  if (!filled) return null;
  const path = filled.draft[field].trim();
  const looked = filled.lookedAt(path);
  return (
    <>
      <PathField field={field} shows="images" onSettled={(settled) => void lookAt(settled)} {...rest} />
      {path in filled.wizard.looked && looked === null && (
        <Loader size="sm" aria-label={t("create.looking")} />
      )}
      {looked && !("refusal" in looked) && (
        <>
          <p className={classes["hint"]}>
            {t("create.fileFacts", { size: sizeText(looked.sizeBytes), compression: looked.compression })}{" "}
            {looked.compression === "LZMS" && solid}
          </p>
          {children(looked)}
        </>
      )}
    </>
  );
}
