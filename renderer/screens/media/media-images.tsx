import { Text } from "@mantine/core";
import type { Media } from "../../../shared/media.ts";
import { sizeText } from "../../format.ts";
import { Facts } from "../../parts/facts.tsx";
import { useWords } from "../../translate.ts";

/** The images in a medium, by their number. */
export function MediaImages({ medium }: { medium: Media }) {
  const t = useWords();
  return (
    <>
      {medium.images.length > 1 && <Text c="dimmed">{t("media.imagesUsed")}</Text>}
      <Facts
        facts={medium.images.map((image) => ({
          name: String(image.index),
          value: (
            <>
              <b>{image.name}</b>
              <br />
              {[image.edition, image.version, ...image.languages].filter(Boolean).join(" · ")}{" "}
              {t("media.imageText", {
                files: image.files.toLocaleString(),
                size: sizeText(image.bytes),
                architecture: image.architecture,
              })}
            </>
          ),
        }))}
      />
    </>
  );
}
