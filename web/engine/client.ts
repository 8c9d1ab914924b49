// The page's end of a lane's worker.

import { toErrorReport } from "./errors";
import type { ErrorReport } from "./generated/spec";
import type { Answers, Command, CommandOf, CommandType, LaneEvent, Message, Request } from "./protocol";

/** One lane, wherever its engine lives. */
export interface LaneClient {
  call<K extends CommandType>(command: CommandOf<K>): Promise<Answers[K]>;
  onEvent(handler: (event: LaneEvent) => void): void;
  /** Ends the lane at once, in the midst of whatever it does. */
  close(): void;
}

interface Pending {
  resolve(value: Answers[CommandType]): void;
  reject(error: ErrorReport): void;
}

export class WorkerClient implements LaneClient {
  #pending = new Map<number, Pending>();
  #last = 0;
  #handler: (event: LaneEvent) => void = () => {};

  constructor(private readonly worker: Worker) {
    worker.addEventListener("message", (event: MessageEvent<Message>) => this.#receive(event.data));
    worker.addEventListener("error", (event) => this.#breakDown(event.message));
  }

  call<K extends CommandType>(command: CommandOf<K>): Promise<Answers[K]> {
    const id = ++this.#last;
    const request: Request = { id, command: command as Command };
    this.worker.postMessage(request);
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: (value) => resolve(value as Answers[K]), reject });
    });
  }

  onEvent(handler: (event: LaneEvent) => void): void {
    this.#handler = handler;
  }

  close(): void {
    this.worker.terminate();
    // What it said or broke before its end may still be on its way.
    this.#handler = () => {};
    this.#rejectAll({ code: "state", message: "The lane was closed.", place: null, hint: "" });
  }

  #receive(message: Message): void {
    if (message.type === "answer") this.#take(message.id)?.resolve(message.value);
    else if (message.type === "refused") this.#take(message.id)?.reject(message.error);
    else this.#handler(message);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #breakDown(message: string): void {
    const error = toErrorReport(new Error(message));
    this.#rejectAll(error);
    this.#handler({ type: "failed", run: Number.NaN, error });
  }

  #rejectAll(error: ErrorReport): void {
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}
