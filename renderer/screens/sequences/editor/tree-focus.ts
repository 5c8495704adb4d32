export const TREE_ID = "sequence-tree";
/** A line's id in the page, for whoever listens to the page instead of looking at it. */
export const lineId = (node: string): string => `${TREE_ID}-${node}`;

/** Gives the tree the keyboard. */
export function focusTree(): void {
  document.getElementById(TREE_ID)?.focus();
}

export const NAME_ID = "sequence-step-name";
export const SEARCH_ID = "sequence-search";

/** Gives a field the keyboard, with all that is in it. */
export function focusField(id: string): void {
  const field = document.getElementById(id);
  if (field instanceof HTMLInputElement) field.select();
  field?.focus();
}
