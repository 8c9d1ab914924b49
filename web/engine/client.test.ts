import { expect, test } from "vitest";
import { WorkerClient } from "./client";
import type { LaneEvent, Message, Request } from "./protocol";

/** A worker that remembers what it was sent and says what it is told to. */
class Parrot extends EventTarget {
  sent: Request[] = [];
  ended = false;

  postMessage(request: Request): void {
    this.sent.push(request);
  }

  terminate(): void {
    this.ended = true;
  }

  say(message: Message): void {
    this.dispatchEvent(new MessageEvent("message", { data: message }));
  }

  crash(message: string): void {
    this.dispatchEvent(Object.assign(new Event("error"), { message }));
  }
}

function setUp() {
  const worker = new Parrot();
  const client = new WorkerClient(worker as unknown as Worker);
  const events: LaneEvent[] = [];
  client.onEvent((event) => events.push(event));
  return { worker, client, events };
}

const error = { code: "state" as const, message: "No.", place: null, hint: "" };

test("answers find their requests in any order", async () => {
  const { worker, client } = setUp();
  const [first, second] = [client.call<"play">({ type: "play" }), client.call<"time_steps">(timed())];
  const [a, b] = worker.sent.map((request) => request.id);
  worker.say({ type: "answer", id: b ?? 0, value: [1, 2] });
  worker.say({ type: "answer", id: a ?? 0, value: null });
  expect(await Promise.all([first, second])).toEqual([null, [1, 2]]);
});

function timed() {
  return { type: "time_steps" as const, count: 2, recipe: {} as never };
}

test("a refusal rejects its request", async () => {
  const { worker, client } = setUp();
  const asked = client.call<"skip">({ type: "skip" });
  worker.say({ type: "refused", id: worker.sent[0]?.id ?? 0, error });
  await expect(asked).rejects.toEqual(error);
});

test("events go to the handler", () => {
  const { worker, events } = setUp();
  worker.say({ type: "failed", run: 3, error });
  expect(events).toEqual([{ type: "failed", run: 3, error }]);
});

test("a crash rejects everything that waits and fails whatever run there is", async () => {
  const { worker, client, events } = setUp();
  const asked = client.call<"play">({ type: "play" });
  worker.crash("unreachable");
  await expect(asked).rejects.toMatchObject({ code: "internal", message: "unreachable" });
  expect(events).toMatchObject([{ type: "failed", run: Number.NaN }]);
});

test("closing ends the worker and rejects what waits", async () => {
  const { worker, client } = setUp();
  const asked = client.call<"play">({ type: "play" });
  client.close();
  expect(worker.ended).toBe(true);
  await expect(asked).rejects.toMatchObject({ code: "state" });
});
