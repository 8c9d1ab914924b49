// How long the page's own thread is kept from answering.

import type { Tab } from "./tab";

/** Beyond this a task is felt. */
export const LONG_TASK_MS = 50;

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  args: { name?: string };
  /** Microseconds by the clock, and of the processor. */
  dur?: number;
  tdur?: number;
}

export interface Blocking {
  /** Milliseconds of the processor that the longest task took. */
  work: number;
  /** By the clock, which goes on while other programs have the processor. */
  clock: number;
  /** Tasks seen. */
  tasks: number;
}

/**
 * Traces the page's thread during `work`. The page's own long-task observer tells time by the clock, which on a busy
 * machine says more about the other programs: the trace knows both.
 */
export async function blockingOf(tab: Tab, work: () => Promise<void>): Promise<Blocking> {
  const browser = tab.page.context().browser();
  if (!browser) throw new Error("The page has no browser.");
  await browser.startTracing(tab.page, { categories: ["-*", "disabled-by-default-devtools.timeline"] });
  let trace: Buffer;
  try {
    await work();
  } finally {
    trace = await browser.stopTracing();
  }
  return longest(JSON.parse(trace.toString()).traceEvents);
}

function longest(events: TraceEvent[]): Blocking {
  const isMain = (event: TraceEvent) => event.name === "thread_name" && event.args.name === "CrRendererMain";
  const main = new Set(events.filter(isMain).map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = events.filter(({ name, pid, tid }) => name === "RunTask" && main.has(`${pid} ${tid}`));
  const most = (key: "dur" | "tdur") => tasks.reduce((worst, task) => Math.max(worst, (task[key] ?? 0) / 1000), 0);
  return { work: most("tdur"), clock: most("dur"), tasks: tasks.length };
}

/** A line for the log. */
export function describe({ work, clock, tasks }: Blocking): string {
  return `longest of ${tasks} tasks: ${work.toFixed(0)} ms of the processor, ${clock.toFixed(0)} ms by the clock`;
}
