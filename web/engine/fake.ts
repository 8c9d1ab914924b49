// The page without the engine: a scripted lab behind the real pump, in the page itself. For drawing every state of the
// page and for the session's tests; it computes nothing, says so in its device's name, and is part of no build.

import type { Adapter } from "./adapter";
import type { PresetName, TextName } from "./assets";
import type { LaneClient } from "./client";
import { FakeLab, type Scenario } from "./fake-lab";
import type { LabClass } from "./lab";
import { FakeDisk } from "./models/fake-disk";
import { type Disk, ModelStore } from "./models/store";
import type { Answers, BrowserLane, Command, CommandOf, CommandType, LaneEvent, Message } from "./protocol";
import { type Host, Pump } from "./pump";
import type { Engine } from "./spawn";

const ADAPTER: Adapter = { name: "Scripted adapter", software: true };

export interface FakeOptions {
  presets: Record<PresetName, File>;
  texts?: Record<TextName, File>;
  scenario?: Scenario;
  adapter?: Adapter | null;
  /** Where models are kept; a disk of its own by default. */
  disk?: Disk;
  fetch?: typeof globalThis.fetch;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** What the worker does, done here. */
class FakeClient implements LaneClient {
  #pump: Pump;
  #pending = new Map<number, Pending>();
  #handler: (event: LaneEvent) => void = () => {};
  #last = 0;
  #closed = false;

  constructor(lane: BrowserLane, scenario: Scenario) {
    this.#pump = new Pump(hostOf(lane, scenario, (message) => this.#receive(message)));
  }

  call<K extends CommandType>(command: CommandOf<K>): Promise<Answers[K]> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: (value) => resolve(value as Answers[K]), reject });
      this.#pump.receive({ id, command: command as Command });
    });
  }

  onEvent(handler: (event: LaneEvent) => void): void {
    this.#handler = handler;
  }

  close(): void {
    this.#closed = true;
    const error = { code: "state", message: "The lane was closed.", place: null, hint: "" };
    for (const pending of this.#pending.values()) pending.reject(error);
  }

  #receive(message: Message): void {
    if (this.#closed) return;
    if (message.type === "answer") this.#take(message.id)?.resolve(message.value);
    else if (message.type === "refused") this.#take(message.id)?.reject(message.error);
    else this.#handler(message);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}

function hostOf(lane: BrowserLane, scenario: Scenario, post: (message: Message) => void): Host {
  return {
    open: async () => ({ Class: FakeLab as unknown as LabClass, lab: new FakeLab(lane, scenario) }),
    post,
    breathe: () => new Promise((resolve) => setTimeout(resolve, 0)),
    now: () => performance.now(),
    fault: () => null,
    settle: async () => {},
    room: () => ({ tensor: null, total: null }),
  };
}

/** As long as the real one. */
const NORTHANGER = new File([new Uint8Array(433_410)], "northanger.txt");

export function fakeEngine({
  presets,
  texts = { northanger: NORTHANGER },
  scenario = "helps",
  adapter = ADAPTER,
  disk = new FakeDisk(),
  fetch = (...asked) => globalThis.fetch(...asked),
}: FakeOptions): Engine {
  return {
    adapter,
    presets,
    texts,
    store: new ModelStore(disk),
    fetch,
    spawn: (lane) => {
      const client = new FakeClient(lane, scenario);
      const opened = client
        .call<"open">({ type: "open", lane, wasm: new ArrayBuffer(0) })
        .then((device) => ({ lane, client, device }));
      return { client, opened };
    },
  };
}
