import { Check, Minus } from "lucide-react";
import type { BootFiles, Media } from "../../../shared/media.ts";
import { Facts } from "../../parts/facts.tsx";
import { StateWord } from "../../parts/state-word.tsx";
import { useWords } from "../../translate.ts";
import { BootFindings } from "./boot-findings.tsx";

/** Which files a PC starts from are there, and what a look at them found. */
export function BootCheck({ medium }: { medium: Media }) {
  return (
    <>
      <BootFileList files={medium.bootFiles} />
      <BootFindings medium={medium} />
    </>
  );
}

const BOOT_FILES = ["bootmgr", "biosBcd", "bootSdi", "bootWim", "efiLoader", "efiBcd"] as const;

function BootFileList({ files }: { files: BootFiles }) {
  const t = useWords();
  return (
    <section>
      <h3>{t("media.boot")}</h3>
      <Facts
        facts={BOOT_FILES.map((file) => ({
          name: t(`media.bootFiles.${file}`),
          value: files[file] ? (
            <StateWord icon={Check} tone="done" word={t("media.present")} />
          ) : (
            <StateWord icon={Minus} tone="dim" word={t("media.missing")} />
          ),
        }))}
      />
    </section>
  );
}
