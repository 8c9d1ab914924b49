// Files may be dropped anywhere on the page.

import { signal } from "@preact/signals-core";
import { wish } from "../ui/view";
import { droppedFiles } from "./models/dropped-files";

/** Whether a file hangs over the page. */
export const hovering = signal(false);

function bringsFile(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/** Rows, a text or a model: whoever hears the wish can tell. */
async function take(host: HTMLElement, transfer: DataTransfer): Promise<void> {
  const files = await droppedFiles(transfer);
  if (files.length > 0) wish(host, { type: "dropped", files });
}

/** Takes dropped files on behalf of `host`; the answer takes its listeners off again. */
export function acceptDrops(host: HTMLElement): () => void {
  const off = new AbortController();
  const { signal: until } = off;
  const over = (event: DragEvent) => {
    if (!bringsFile(event)) return;
    event.preventDefault();
    hovering.value = true;
  };
  const drop = (event: DragEvent) => {
    if (!bringsFile(event)) return;
    event.preventDefault();
    hovering.value = false;
    if (event.dataTransfer) void take(host, event.dataTransfer);
  };
  document.addEventListener("dragover", over, { signal: until });
  document.addEventListener("drop", drop, { signal: until });
  const leave = (event: DragEvent) => {
    // Leaving the window has no element to go to.
    if (!event.relatedTarget) hovering.value = false;
  };
  document.addEventListener("dragleave", leave, { signal: until });
  return () => off.abort();
}
