import { expect, test, vi } from "vitest";
import { guardGpu, withSubgroups } from "./gpu-guard";

type Listener = (event: { error: { message: string } }) => void;

/** An adapter whose device can be made to fail. */
function setUp(features: string[] = []) {
  const listeners: Listener[] = [];
  let lose: (info: { reason: string; message: string }) => void = () => {};
  const asked: GPUDeviceDescriptor[] = [];
  const done = vi.fn(async () => undefined);
  const device = {
    addEventListener: (_: string, listener: Listener) => listeners.push(listener),
    lost: new Promise<{ reason: string; message: string }>((resolve) => (lose = resolve)),
    queue: { onSubmittedWorkDone: done },
    limits: { maxBufferSize: 4096, maxStorageBufferBindingSize: 1024 },
  };
  const adapter = {
    features: new Set(features),
    requestDevice: async (descriptor: GPUDeviceDescriptor) => {
      asked.push(descriptor);
      return device as unknown as GPUDevice;
    },
  };
  const faults: string[] = [];
  const guard = guardGpu(adapter as unknown as GPUAdapter, (error) => faults.push(`${error.code}: ${error.message}`));
  const fail = (message: string) => {
    for (const listener of listeners) listener({ error: { message } });
  };
  return { adapter, asked, guard, faults, fail, done, lose: (reason: string) => lose({ reason, message: "gone" }) };
}

test("subgroups are asked for where the adapter has them, beside what was asked", () => {
  const asked = { requiredFeatures: ["timestamp-query"] as GPUFeatureName[] };
  expect(withSubgroups(new Set(["subgroups"]), asked).requiredFeatures).toEqual(["timestamp-query", "subgroups"]);
  expect(withSubgroups(new Set(), asked).requiredFeatures).toEqual(["timestamp-query"]);
});

test("the wrapped request passes them on", async () => {
  const { adapter, asked } = setUp(["subgroups"]);
  await adapter.requestDevice({});
  expect(asked).toEqual([{ requiredFeatures: ["subgroups"] }]);
});

test("an uncaptured error is a fault, reported once", async () => {
  const { adapter, guard, faults, fail } = setUp();
  await adapter.requestDevice({});
  expect(guard.fault()).toBeNull();
  fail("invalid shader");
  fail("invalid pipeline");
  expect(faults).toEqual(["gpu: invalid shader"]);
  expect(guard.fault()).toMatchObject({ code: "gpu", message: "invalid shader" });
});

test("a lost device is a fault", async () => {
  const { adapter, faults, lose } = setUp();
  await adapter.requestDevice({});
  lose("unknown");
  await vi.waitFor(() => expect(faults).toEqual(["gpu: The device was lost (unknown). gone"]));
});

test("settling waits for every device's work", async () => {
  const { adapter, guard, done } = setUp();
  await adapter.requestDevice({});
  await guard.settle();
  expect(done).toHaveBeenCalledOnce();
});

test("a tensor is no larger than a buffer that can be bound", async () => {
  const { adapter, guard } = setUp();
  expect(guard.tensorBytes()).toBeNull();
  await adapter.requestDevice({});
  expect(guard.tensorBytes()).toBe(1024);
});
