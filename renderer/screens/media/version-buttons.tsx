import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { Client } from "../../../shared/contract.ts";
import type { Media } from "../../../shared/media.ts";
import type { VersionsTold } from "../../../shared/media-versions.ts";
import { ask } from "../../parts/act.tsx";
import { useLive } from "../../store.ts";
import { useWords, type Translate } from "../../translate.ts";

/** What can be decided about a version. Each can be taken back by another. */
export function VersionButtons({ medium: { id, standing = "current" } }: { medium: Media }) {
  const t = useWords();
  const live = useLive();
  const act = async (command: (client: Client) => Promise<VersionsTold>) => {
    const versions = await ask(command);
    if (versions) notifications.show({ message: toldText(t, versions) });
  };
  const retired = standing === "retired";
  return (
    <>
      {!retired && standing !== "current" && (
        <Button disabled={!live} onClick={() => void act((client) => client.makeCurrent({ media: id }))}>
          {t("versions.act.current")}
        </Button>
      )}
      <Button
        disabled={!live}
        onClick={() =>
          void act((client) =>
            retired ? client.reinstateMedia({ media: id }) : client.retireMedia({ media: id }),
          )
        }
      >
        {t(retired ? "versions.act.reinstate" : "versions.act.retire")}
      </Button>
    </>
  );
}

/** Which version is the one to stage now. */
function toldText(t: Translate, versions: VersionsTold): string {
  const current = versions.find(({ standing }) => standing === "current");
  const [first] = versions;
  if (!current) return t("versions.toldNone", { name: first?.name ?? "" });
  return t("versions.told", { name: current.name, version: current.version });
}
