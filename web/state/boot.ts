import { signal } from "@preact/signals-core";

/** Whether the engine is here yet. */
export const boot = signal<"loading" | "ready" | "failed">("loading");
