import { Alert, Button, Checkbox, Loader, Text } from "@mantine/core";
import { RefreshCw, TriangleAlert } from "lucide-react";
import { useRef, useState } from "react";
import type { ContentCatalogue, ContentLocation } from "../../../../shared/content.ts";
import { siteTree, type SiteNode } from "../../../../shared/content-sites.ts";
import { FaultNote } from "../../../parts/fault-note.tsx";
import { useAnswer } from "../../../parts/use-answer.ts";
import { useStation } from "../../../store.ts";
import { useWords } from "../../../translate.ts";
import { CatalogueTable } from "./catalogue-table.tsx";
import classes from "./locations.module.css";
import { contentLooked, useRevision } from "./revision.ts";

/** The sites as a tree, and what can be had of the chosen one. */
export function CatalogueView({ locations }: { locations: readonly ContentLocation[] }) {
  const t = useWords();
  const changed = useRevision((s) => s.changed);
  const media = useStation((s) => s.media.length);
  const [site, setSite] = useState<string | null>(null);
  const [childSites, setChildSites] = useState(true);
  const [asked, setAsked] = useState(0);
  const answered = useRef(0);
  const key = `catalogue ${changed} ${media} ${site} ${childSites} ${asked}`;
  const catalogue = useAnswer(key, async (client) => {
    const fresh = asked > answered.current;
    answered.current = asked;
    const answer = await client.contentCatalogue({ site, childSites, fresh });
    contentLooked(); // each location was asked for it: how it was found is news for the list above
    return answer;
  });
  return (
    <section aria-labelledby="catalogue-heading" className={classes["catalogue"]}>
      <div className={classes["bar"]}>
        <h2 id="catalogue-heading" className={classes["heading"]}>
          {t("catalogue.title")}
        </h2>
        {catalogue.status === "asking" && (
          <span role="status" className={classes["asking"]}>
            <Loader size={14} aria-hidden /> {t("catalogue.asking")}
          </span>
        )}
        <Button
          size="compact-md"
          leftSection={<RefreshCw size={15} aria-hidden />}
          onClick={() => setAsked((n) => n + 1)}
        >
          {t("catalogue.again")}
        </Button>
      </div>
      <div className={classes["split"]}>
        <SitePane locations={locations} {...{ site, setSite, childSites, setChildSites }} />
        <div className={classes["items"]}>
          {catalogue.status === "failed" && <FaultNote fault={catalogue.fault} />}
          {catalogue.last && <Problems problems={catalogue.last.problems} />}
          {catalogue.last && <CatalogueTable items={catalogue.last.items} />}
        </div>
      </div>
    </section>
  );
}

/** Why a location has nothing to show. */
function Problems({ problems }: Pick<ContentCatalogue, "problems">) {
  if (problems.length === 0) return null;
  return (
    <Alert color="slow" variant="outline" icon={<TriangleAlert aria-hidden />} role="status">
      {problems.map(({ location, message }) => (
        <Text key={location} size="sm">
          {message}
        </Text>
      ))}
    </Alert>
  );
}

interface SitePaneProps {
  locations: readonly ContentLocation[];
  site: string | null;
  setSite: (site: string | null) => void;
  childSites: boolean;
  setChildSites: (childSites: boolean) => void;
}

function SitePane({ locations, site, setSite, childSites, setChildSites }: SitePaneProps) {
  const t = useWords();
  return (
    <nav aria-label={t("catalogue.sites")} className={classes["sites"]}>
      <SiteButton site={null} depth={0} chosen={site} choose={setSite} />
      <Sites nodes={siteTree(locations)} depth={0} chosen={site} choose={setSite} />
      <Checkbox
        mt="sm"
        label={t("catalogue.childSites")}
        checked={childSites}
        disabled={site === null}
        onChange={(event) => setChildSites(event.currentTarget.checked)}
      />
    </nav>
  );
}

interface SiteProps {
  depth: number;
  chosen: string | null;
  choose: (site: string | null) => void;
}

function Sites({ nodes, depth, ...rest }: SiteProps & { nodes: readonly SiteNode[] }) {
  return (
    <ul className={classes["tree"]}>
      {nodes.map(({ site, children }) => (
        <li key={site}>
          <SiteButton site={site} depth={depth} {...rest} />
          {children.length > 0 && <Sites nodes={children} depth={depth + 1} {...rest} />}
        </li>
      ))}
    </ul>
  );
}

function SiteButton({ site, depth, chosen, choose }: SiteProps & { site: string | null }) {
  const t = useWords();
  return (
    <button
      type="button"
      className={classes["site"]}
      style={{ paddingLeft: 10 + depth * 16 }}
      aria-pressed={site === chosen}
      onClick={() => choose(site)}
    >
      {site ?? t("catalogue.allSites")}
    </button>
  );
}
