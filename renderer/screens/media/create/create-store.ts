import { create } from "zustand";
import { toFault } from "../../../../shared/fault.ts";
import { withoutSecrets, type CreateDraft } from "../../../../shared/media-draft.ts";
import { ask } from "../../../parts/act.tsx";
import type { Media } from "../../../../shared/media.ts";
import { engine, useStation } from "../../../store.ts";
import { go } from "../../../view.ts";
import {
  firstDraft,
  noSecrets,
  problemsOf,
  type Filled,
  type Looked,
  type Problem,
  type Secrets,
} from "./create-form.ts";
import { pages, type PageName } from "./pages.ts";

/** The wizard while it is open. It stays as it is while other screens are looked at. */
export interface CreateWizard {
  draft: CreateDraft;
  secrets: Secrets;
  page: PageName;
  /** Pages that were left once: they show what is wrong with them. */
  left: readonly PageName[];
  /** What of a template could not be taken along, in words. */
  notes: readonly string[];
  /** By path. */
  looked: Record<string, Looked>;
  /** The creation under way or over; null while pages are filled in. */
  task: string | null;
}

interface WizardState {
  wizard: CreateWizard | null;
  /** A draft was found: go on with it, or with what was asked for. */
  offer: { draft: CreateDraft; instead: { draft: CreateDraft; notes: readonly string[] } } | null;
}

export const useCreate = create<WizardState>()(() => ({ wizard: null, offer: null }));

/** Opens the wizard: where it is open already, as it is; else anew, or with the draft, whichever is chosen. */
export async function openCreate(): Promise<void> {
  go("media");
  if (useCreate.getState().wizard) return;
  await beginOrOffer({ draft: firstDraft(new Date()), notes: [] });
}

/** Opens it with a finished medium as the beginning of its next version. */
export async function openNextVersion(media: string): Promise<void> {
  const template = await ask((client) => client.mediaTemplate({ media }));
  if (!template) return;
  const { startsOn, expiresOn } = firstDraft(new Date());
  const beginning = { draft: { ...template.draft, startsOn, expiresOn }, notes: template.notes };
  const { wizard } = useCreate.getState();
  if (wizard && wizard.task === null)
    return useCreate.setState({ wizard: null, offer: { draft: wizard.draft, instead: beginning } });
  await beginOrOffer(beginning);
}

async function beginOrOffer(instead: { draft: CreateDraft; notes: readonly string[] }): Promise<void> {
  const kept = await ask((client) => client.createDraft({}));
  if (kept?.draft) return useCreate.setState({ wizard: null, offer: { draft: kept.draft, instead } });
  if (kept) begin(instead.draft, instead.notes);
}

/** Begins to fill in the pages from here. */
export function begin(draft: CreateDraft, notes: readonly string[] = [], secrets = noSecrets): void {
  const wizard = { draft, secrets, page: pages[0], left: [], notes, looked: {}, task: null };
  useCreate.setState({ offer: null, wizard });
  void lookNow();
}

/** Closes it. @param keep the draft stays with the engine */
export async function closeCreate(keep: boolean): Promise<void> {
  clearTimeout(saving);
  const { wizard } = useCreate.getState();
  useCreate.setState({ wizard: null, offer: null });
  const draft = keep && wizard ? withoutSecrets(wizard.draft) : null;
  await ask((client) => client.saveCreateDraft({ draft }));
}

function set(change: Partial<CreateWizard>): void {
  useCreate.setState(({ wizard }) => ({ wizard: wizard && { ...wizard, ...change } }));
}

export function changeDraft(change: Partial<CreateDraft>): void {
  const { wizard } = useCreate.getState();
  if (!wizard) return;
  set({ draft: { ...wizard.draft, ...change } });
  saveSoon();
}

export function changeSecrets(change: Partial<Secrets>): void {
  const { wizard } = useCreate.getState();
  if (wizard) set({ secrets: { ...wizard.secrets, ...change } });
}

export function goToPage(page: PageName): void {
  const { wizard } = useCreate.getState();
  if (wizard) set({ page, left: [...new Set([...wizard.left, wizard.page])] });
}

/** To the next page, unless this one has a problem: it then shows them. A path just typed is looked into first. */
export async function goOn(): Promise<void> {
  const page = useCreate.getState().wizard?.page;
  await lookNow();
  const { wizard } = useCreate.getState();
  if (!wizard || wizard.page !== page) return;
  const next = pages[pages.indexOf(page) + 1];
  const blocked = problemsOf(filledOf(wizard, useStation.getState().media)).some((one) => one.page === page);
  goToPage(blocked || !next ? page : next);
}

export function goBack(): void {
  const { wizard } = useCreate.getState();
  const before = wizard && pages[pages.indexOf(wizard.page) - 1];
  if (before) goToPage(before);
}

/** The creation has begun, or was left for the pages again. */
export function followTask(task: string | null): void {
  set({ task });
}

const SAVE_MS = 400;
let saving: ReturnType<typeof setTimeout> | undefined;

/** A window that is closed in the middle of it loses half a second. A lost connection is told by its banner. */
function saveSoon(): void {
  clearTimeout(saving);
  saving = setTimeout(() => {
    const { wizard } = useCreate.getState();
    if (!wizard || wizard.task !== null || useStation.getState().link.status !== "live") return;
    void engine()
      .saveCreateDraft({ draft: withoutSecrets(wizard.draft) })
      .catch(() => {});
  }, SAVE_MS);
}

/** Asks what a file is. What was known of it stays until the answer is there. */
export async function lookAt(path: string): Promise<void> {
  const { wizard } = useCreate.getState();
  if (!wizard || path === "") return;
  const keep = (looked: Looked) =>
    set({ looked: { ...useCreate.getState().wizard?.looked, [path]: looked } });
  if (!(path in wizard.looked)) keep(null);
  try {
    keep(await engine().describeImage({ path }));
  } catch (thrown) {
    keep({ refusal: toFault(thrown).message });
  }
}

/** Looks into the files that are chosen and were not looked into yet. */
async function lookNow(): Promise<void> {
  const { wizard } = useCreate.getState();
  if (!wizard) return;
  const { bootFrom, bootFile, osFrom, osFile } = wizard.draft;
  const paths = [
    ...(bootFrom === "file" ? [bootFile.trim()] : []),
    ...(osFrom === "file" ? [osFile.trim()] : []),
  ];
  await Promise.all(paths.filter((path) => !wizard.looked[path]).map(lookAt));
}

function filledOf({ draft, secrets, looked }: CreateWizard, media: readonly Media[]): Filled {
  return { draft, secrets, media, lookedAt: (path) => looked[path] ?? null };
}

/** Everything that problems are seen in; null while the wizard is closed. */
export function useFilled(): (Filled & { wizard: CreateWizard; problems: Problem[] }) | null {
  const wizard = useCreate((s) => s.wizard);
  const media = useStation((s) => s.media);
  if (!wizard) return null;
  const filled = filledOf(wizard, media);
  return { ...filled, wizard, problems: problemsOf(filled) };
}
