import { MantineProvider, localStorageColorSchemeManager } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { useEffect } from "react";
import classes from "./app.module.css";
import { ScanBar } from "./scan/scan-bar.tsx";
import { useKeys } from "./scan/keys.ts";
import { BatchesScreen } from "./screens/batches/batches-screen.tsx";
import { BenchScreen } from "./screens/bench/bench-screen.tsx";
import { DropMedia } from "./screens/media/drop-media.tsx";
import { MediaScreen } from "./screens/media/media-screen.tsx";
import { ModelsScreen } from "./screens/models/models-screen.tsx";
import { SecurityScreen } from "./screens/security/security-screen.tsx";
import { SequencesScreen } from "./screens/sequences/sequences-screen.tsx";
import { useSettings } from "./settings.ts";
import { DamagedBanner } from "./shell/damaged-banner.tsx";
import { Dialogs } from "./shell/dialogs.tsx";
import { LinkBanner } from "./shell/link-banner.tsx";
import { Nav } from "./shell/nav.tsx";
import { NoEngine } from "./shell/no-engine.tsx";
import { useStation } from "./store.ts";
import { cssVariablesResolver, theme } from "./theme.ts";
import { useView, type Screen } from "./view.ts";

const scheme = localStorageColorSchemeManager({ key: "prestage-theme" });

/** The window: dark until someone chooses otherwise. */
export function App() {
  const bigText = useSettings((s) => s.bigText);
  useEffect(() => {
    document.documentElement.toggleAttribute("data-big-text", bigText);
  }, [bigText]);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={scheme}
      defaultColorScheme="dark"
    >
      <Notifications position="top-right" limit={4} />
      <Shell />
    </MantineProvider>
  );
}

const screens: Record<Screen, () => React.JSX.Element> = {
  bench: BenchScreen,
  batches: BatchesScreen,
  media: MediaScreen,
  sequences: SequencesScreen,
  security: SecurityScreen,
  models: ModelsScreen,
};

function Shell() {
  useKeys();
  const known = useStation((s) => s.engine !== null);
  const lost = useStation((s) => s.link.status !== "live");
  const screen = useView((view) => view.screen);
  if (!known) return <NoEngine />;
  const Shown = screens[screen];
  return (
    <div className={classes["shell"]}>
      <Nav />
      <div className={classes["banners"]}>
        <LinkBanner />
        <DamagedBanner />
      </div>
      <div className={classes["screen"]} data-lost={lost || undefined}>
        <Shown />
      </div>
      <ScanBar />
      <Dialogs />
      <DropMedia />
    </div>
  );
}
