import { Button, Group, Text } from "@mantine/core";
import type { Media } from "../../../shared/media.ts";
import { mediaText } from "../../format.ts";
import { ask } from "../../parts/act.tsx";
import { useLive } from "../../store.ts";
import { useWords } from "../../translate.ts";
import { openDialog } from "../../view.ts";
import { openNextVersion } from "./create/create-store.ts";
import { StandingWord } from "./media-standing.tsx";
import { MediaStateWord } from "./media-state.tsx";
import { MediaTabs } from "./media-tabs.tsx";
import { VersionButtons } from "./version-buttons.tsx";

/** What is in a medium and whether it can be trusted. */
export function MediaDetail({ medium }: { medium: Media }) {
  const t = useWords();
  return (
    <>
      <div>
        <h2>{mediaText(medium.name, medium.version)}</h2>
        <Group gap="lg" mt={4} mb={4}>
          {medium.standing && <StandingWord standing={medium.standing} />}
          <MediaStateWord state={medium.state} />
        </Group>
        <Text size="sm" c="dimmed">
          {medium.standing && t(`versions.standingText.${medium.standing}`)}{" "}
          {medium.problem ?? t(`media.stateText.${medium.state}`)}
        </Text>
      </div>
      <MediaButtons medium={medium} />
      <MediaTabs medium={medium} />
    </>
  );
}

function MediaButtons({ medium }: { medium: Media }) {
  const t = useWords();
  const live = useLive();
  return (
    <Group gap="sm">
      <Button disabled={!live} onClick={() => void ask((client) => client.checkMedia({ media: medium.id }))}>
        {t("media.check")}
      </Button>
      <Button disabled={!live} onClick={() => void openNextVersion(medium.id)}>
        {t("create.nextVersion")}
      </Button>
      <VersionButtons medium={medium} />
      <Button
        color="fail"
        disabled={!live}
        onClick={() => openDialog({ kind: "delete-media", media: medium.id })}
      >
        {t("media.delete")}
      </Button>
    </Group>
  );
}
