import { Tabs } from "@mantine/core";
import type { JSX } from "react";
import type { Media } from "../../../shared/media.ts";
import { useWords, type Translate } from "../../translate.ts";
import { useView } from "../../view.ts";
import { BootCheck } from "./boot-check.tsx";
import { MediaDrivers } from "./drivers/media-drivers.tsx";
import { MediaContent } from "./content/media-content.tsx";
import { MediaChecks } from "./media-checks.tsx";
import { MediaHistory } from "./media-history.tsx";
import { MediaImages } from "./media-images.tsx";
import { MediaProperties } from "./media-properties.tsx";
import { MediaUnits } from "./media-units.tsx";
import classes from "./media-tabs.module.css";

interface MediaTab {
  id: string;
  title: (t: Translate) => string;
  Component: (props: { medium: Media }) => JSX.Element;
}

/** What can be seen of a medium, in the order of the tabs. */
const tabs: readonly [MediaTab, ...MediaTab[]] = [
  { id: "properties", title: (t) => t("media.tabs.properties"), Component: MediaProperties },
  { id: "images", title: (t) => t("media.images"), Component: MediaImages },
  { id: "boot", title: (t) => t("media.tabs.boot"), Component: BootCheck },
  { id: "drivers", title: (t) => t("drivers.tab"), Component: MediaDrivers },
  { id: "content", title: (t) => t("content.tab"), Component: MediaContent },
  { id: "checks", title: (t) => t("check.tab"), Component: MediaChecks },
  { id: "units", title: (t) => t("versions.units.tab"), Component: MediaUnits },
  { id: "history", title: (t) => t("versions.history.tab"), Component: MediaHistory },
];

/** The medium from every side, one at a time. The side that was chosen stays when another medium is. */
export function MediaTabs({ medium }: { medium: Media }) {
  const t = useWords();
  const chosen = useView((view) => view.mediaTab);
  const { id } = tabs.find((tab) => tab.id === chosen) ?? tabs[0];
  return (
    <Tabs
      value={id}
      onChange={(mediaTab) => useView.setState({ mediaTab })}
      keepMounted={false}
      className={classes["tabs"] ?? ""}
    >
      <Tabs.List aria-label={t("media.tabs.label")}>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab.id} value={tab.id}>
            {tab.title(t)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ id: value, Component }) => (
        <Tabs.Panel key={value} value={value} className={classes["panel"] ?? ""}>
          <Component key={medium.id} medium={medium} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
