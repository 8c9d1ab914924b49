// The base of every screen part: redraws when a store that it reads changes. Light DOM, so that one set of tokens
// and one focus order hold for the whole page.

import { SignalWatcher } from "@lit-labs/preact-signals";
import { LitElement } from "lit";
import type { ExportFormat } from "../engine/generated/spec";
import type { PickedFile } from "../engine/models/picked";
import type { TextOrigin } from "../state/corpus";
import type { Origin } from "../state/data";
import type { Task } from "../state/task";

export abstract class View extends SignalWatcher(LitElement) {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** Asks the page for something that only the session can do. */
export type Wish =
  | { type: "task"; task: Task }
  | { type: "choose"; origin: Origin }
  | { type: "choose_text"; origin: TextOrigin }
  | { type: "file"; file: File }
  | { type: "recipe"; json: string }
  | { type: "dropped" | "model_files"; files: PickedFile[] }
  | { type: "model_address"; address: string }
  | { type: "use_model" | "keep_model" | "remove_model"; name: string }
  | { type: "cancel_model" }
  | { type: "play" | "pause" | "step" | "skip" | "reset" | "offer_student" }
  | { type: "download_student"; format: ExportFormat; name: string };

declare global {
  interface HTMLElementEventMap {
    wish: CustomEvent<Wish>;
  }
  interface DocumentEventMap {
    wish: CustomEvent<Wish>;
  }
}

export function wish(from: HTMLElement, detail: Wish): void {
  from.dispatchEvent(new CustomEvent<Wish>("wish", { detail, bubbles: true }));
}
