import { useEffect } from "react";
import { runCommandKey } from "../shell/command-keys.ts";
import { endScan, forgetScan, say, typeScan, useScanLine } from "./scan-line.ts";

/**
 * Who owns a key. A scanner is a keyboard, so printable keys and Enter belong to the scan line wherever the focus is,
 * except in a field someone types in; inside a dialog they do nothing. No button can be pressed by them: Ctrl + Enter
 * does that.
 */
export function useKeys(): void {
  useEffect(() => {
    window.addEventListener("keydown", onKeyDown, true);
    window.addEventListener("keyup", onKeyUp, true);
    return () => {
      window.removeEventListener("keydown", onKeyDown, true);
      window.removeEventListener("keyup", onKeyUp, true);
    };
  }, []);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return press(event);
  if (isCommand(event)) return runCommandKey(event, dialogOpen());
  if (event.key === "Escape" && !dialogOpen() && !menuOpen()) return forgetScan();
  if (isField(event.target)) return inField(event);
  if (event.key === "Backspace") return typeScan(useScanLine.getState().text.slice(0, -1));
  if (event.key !== "Enter" && event.key.length !== 1) return runCommandKey(event, dialogOpen());
  take(event);
  if (dialogOpen()) return swallow(event);
  if (event.key !== "Enter") return typeScan(useScanLine.getState().text + event.key);
  if (useScanLine.getState().text === "" && isPressable(event.target)) return say({ kind: "enter" });
  void endScan();
}

/** Space presses a button when it is let go. */
function onKeyUp(event: KeyboardEvent): void {
  if ((event.key === " " || event.key === "Enter") && !isField(event.target)) take(event);
}

function swallow(event: KeyboardEvent): void {
  if (event.key === "Enter") say({ kind: "swallowed" });
}

/** In a field, text is the person's; Enter sends nothing off, except from the scan line itself. */
function inField(event: KeyboardEvent): void {
  if (event.key !== "Enter" || event.target instanceof HTMLTextAreaElement) return;
  take(event);
  if (event.target instanceof HTMLElement && event.target.dataset["scanLine"] !== undefined) void endScan();
}

function press(event: KeyboardEvent): void {
  take(event);
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement) activeElement.click();
}

function take(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function isCommand(event: KeyboardEvent): boolean {
  return /^F\d+$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey;
}

const TEXT_TYPES = ["text", "number", "search", "password", "email", "url", "tel"];

/** A field that takes text. Lists, boxes and buttons are none: a scan must not change them. */
function isField(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && TEXT_TYPES.includes(target.type) && !target.readOnly;
}

function isPressable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches("button:not([data-bay]), a, input, select, [role=menuitem]")
  );
}

export function dialogOpen(): boolean {
  return document.querySelector("[role=dialog]") !== null;
}

function menuOpen(): boolean {
  return document.querySelector("[role=menu]") !== null;
}
