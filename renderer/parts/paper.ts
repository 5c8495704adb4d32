import type { Output } from "../../shared/contract.ts";

/** Opens a PDF in a tab of its own, where it can be printed; saves anything else, and PDFs where no tab may open. */
export function showPaper({ name, mime, base64 }: Output<"report">): void {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: mime }));
  const opened = mime === "application/pdf" ? window.open(url, "_blank") : null;
  if (!opened) save(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 120_000); // the tab has read it by then
}

function save(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}
