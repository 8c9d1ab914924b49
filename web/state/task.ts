// What is distilled. Each task has its own recipe and data, and neither loses anything while the other is shown.

import { signal } from "@preact/signals-core";

export const TASKS = ["classifier", "language_model"] as const;
export type Task = (typeof TASKS)[number];

export const task = signal<Task>("classifier");

/** As the address has them. */
const ADDRESSES: Record<Task, string> = { classifier: "classifier", language_model: "lm" };

export function taskFromAddress(name: string | null): Task {
  return TASKS.find((known) => ADDRESSES[known] === name) ?? "classifier";
}

/** The query that leads to a task; what else the address asks for stays. */
export function addressOf(wanted: Task, query: string): string {
  const asked = new URLSearchParams(query);
  if (wanted === "classifier") asked.delete("task");
  else asked.set("task", ADDRESSES[wanted]);
  const rest = asked.toString();
  return rest === "" ? "" : `?${rest}`;
}
