import type { ContentLocation } from "./content.ts";

type Placed = Pick<ContentLocation, "site" | "parentSite">;

/** One site of the tree. A site that is only named as a parent has no locations of its own. */
export interface SiteNode {
  site: string;
  children: SiteNode[];
}

/** Sites are the same without regard to upper and lower case. */
export function sameSite(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The sites as a tree, by name; those without a parent are its roots. */
export function siteTree(locations: readonly Placed[]): SiteNode[] {
  const parents = parentsOf(locations);
  const names = [...parents.keys()].toSorted((a, b) => a.localeCompare(b));
  const below = (parent: string | null): SiteNode[] =>
    names
      .filter((key) => parents.get(key)?.parent === parent)
      .map((key) => ({ site: parents.get(key)?.site ?? key, children: below(key) }));
  return below(null);
}

/** The site itself and all below it, in lower case. */
export function withDescendants(site: string, locations: readonly Placed[]): Set<string> {
  const parents = parentsOf(locations);
  const found = new Set([site.toLowerCase()]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [key, { parent }] of parents) if (parent !== null && found.has(parent)) found.add(key);
  }
  return found;
}

/**
 * Why a location cannot stand beside these others: its site has another parent there, or the sites would go round in a
 * circle. Null when it can.
 */
export function siteProblem(added: Placed, others: readonly Placed[]): string | null {
  const another = others.find(
    ({ site, parentSite }) =>
      sameSite(site, added.site) &&
      (parentSite ?? "").toLowerCase() !== (added.parentSite ?? "").toLowerCase(),
  );
  if (another)
    return `Site ${added.site} ${another.parentSite === null ? "has no parent" : `belongs to ${another.parentSite}`} by another location. Change that one first, or give the same parent here.`;
  const parents = parentsOf([...others, added]);
  const path = [added.site];
  for (let parent = added.parentSite; parent !== null;) {
    path.push(parent);
    if (sameSite(parent, added.site)) return `The sites would go round in a circle: ${path.join(" → ")}.`;
    if (path.length > parents.size + 1) return null; // a circle of others: told when one of them is saved
    const next = parents.get(parent.toLowerCase());
    parent = next?.parentSite ?? null;
  }
  return null;
}

interface Known {
  site: string;
  parent: string | null;
  parentSite: string | null;
}

/** Every site that is named, by its lower-case name. */
function parentsOf(locations: readonly Placed[]): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const { site, parentSite } of locations)
    known.set(site.toLowerCase(), { site, parentSite, parent: parentSite?.toLowerCase() ?? null });
  for (const { parentSite } of locations)
    if (parentSite !== null && !known.has(parentSite.toLowerCase()))
      known.set(parentSite.toLowerCase(), { site: parentSite, parentSite: null, parent: null });
  return known;
}
