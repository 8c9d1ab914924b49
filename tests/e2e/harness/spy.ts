// Runs in the page before its own scripts: listens to what the workers say, and can put a script in front
// of a worker's own.

import type { DataReport, ErrorReport, Prediction, Report } from "../../../web/engine/generated/spec";

export interface Spy {
  /** The engine's reports of all runs, in order. */
  reports: Report[];
  predictions: Prediction[];
  /** Of each file that was read. */
  data: DataReport[];
  refused: ErrorReport[];
  failed: ErrorReport[];
  /** Files that were looked at, well or not. */
  looks: number;
  /** What scripts in front of the WebGPU worker's own tell. */
  gpu: string[];
}

declare global {
  interface Window {
    spy: Spy;
  }
}

/** Scripts to run in a worker before its own, by the worker's name. */
export type Prologues = Record<string, string>;

export function installSpy(prologues: Prologues): void {
  const spy: Spy = { reports: [], predictions: [], data: [], refused: [], failed: [], looks: 0, gpu: [] };
  window.spy = spy;
  new BroadcastChannel("gpu").onmessage = (event) => spy.gpu.push(event.data);

  const scriptUrl = (text: string) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));

  /** Imports are evaluated in order, so the worker listens before its first message all the same. */
  const prefixed = (url: string | URL, name = "") => {
    const prologue = prologues[name];
    if (prologue === undefined) return url;
    return scriptUrl(`import "${scriptUrl(prologue)}"; import "${new URL(url, location.href)}";`);
  };

  const takeAnswer = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    if ("columns" in value) spy.looks++;
    else if ("fingerprint" in value) spy.data.push(value as DataReport);
    else if ("control" in value) spy.predictions.push(value as Prediction);
  };

  const take = (message: { type: string; value: unknown; error: ErrorReport; reports: Report[] }) => {
    if (message.type === "reports") spy.reports.push(...message.reports);
    else if (message.type === "failed") spy.failed.push(message.error);
    else if (message.type === "answer") takeAnswer(message.value);
    else {
      spy.refused.push(message.error);
      spy.looks++;
    }
  };

  window.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(prefixed(url, options?.name), options);
      this.addEventListener("message", (event) => take(event.data));
    }
  };
}
