import type { MediaLayout } from "../../../shared/media-layout.ts";
import { sizeText } from "../../format.ts";
import { Facts } from "../../parts/facts.tsx";
import { useWords } from "../../translate.ts";

/** What Configuration Manager's files in a medium say of it. */
export function MediaLayoutFacts({ layout }: { layout: MediaLayout }) {
  const t = useWords();
  const { mediaType, passwordRequired, unattended, settings, variables, packages, bootImageId } = layout;
  const yesNo = (yes: boolean | null) =>
    yes === null ? t("layout.notSaid") : t(yes ? "media.yes" : "media.no");
  const others = settings.filter(({ name }) => !/^(MediaType|PasswordRequired|Unattended)$/i.test(name));
  return (
    <section>
      <h3>{t("layout.title")}</h3>
      <Facts
        facts={[
          { name: t("layout.mediaType"), value: mediaType || t("layout.notSaid") },
          { name: t("layout.password"), value: yesNo(passwordRequired) },
          { name: t("layout.unattended"), value: yesNo(unattended) },
          ...others.map(({ name, value }) => ({ name, value })),
          {
            name: t("layout.variables"),
            value: variables
              ? t("layout.variablesText", { size: sizeText(variables.sizeBytes) })
              : t("media.missing"),
          },
          ...(variables?.sha256
            ? [{ name: t("layout.variablesHash"), value: variables.sha256, mono: true }]
            : []),
          { name: t("layout.bootImage"), value: bootImageId ?? t("layout.notSaid") },
          {
            name: t("layout.packages"),
            value:
              packages.length === 0
                ? t("common.none")
                : packages.map(({ id, files, bytes }) => (
                    <div key={id}>
                      {t("layout.package", { id, files: files.toLocaleString(), size: sizeText(bytes) })}
                    </div>
                  )),
          },
        ]}
      />
    </section>
  );
}
