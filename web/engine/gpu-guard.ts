// Keeps WebGPU honest. Two faults would otherwise give wrong numbers without a word:
// - wgpu does not ask the browser for `subgroups`, which some kernels need; their shaders are then rejected;
// - a rejected shader or a lost device reaches the console only, and training goes on.

import type { ErrorReport } from "./generated/spec";

export interface GpuGuard {
  /** The first fault, once there is one. */
  fault(): ErrorReport | null;
  /** Waits until the devices have done all their work, so that a late fault is known. */
  settle(): Promise<void>;
  /** Bytes that one tensor may have at most; null before there is a device. */
  tensorBytes(): number | null;
}

function gpuError(message: string): ErrorReport {
  return { code: "gpu", message, place: null, hint: "" };
}

/** The descriptor that asks for `subgroups` too, where the adapter has it. */
export function withSubgroups(features: { has(name: string): boolean }, asked: GPUDeviceDescriptor = {}) {
  const required = new Set<GPUFeatureName>(asked.requiredFeatures ?? []);
  if (features.has("subgroups")) required.add("subgroups" as GPUFeatureName);
  return { ...asked, requiredFeatures: [...required] };
}

/** A tensor is one buffer, bound as a whole. */
function bytesOfTensor({ limits }: GPUDevice): number {
  return Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
}

/** Wraps `GPUAdapter.requestDevice`; to be called before the artefact is instantiated. */
export function guardGpu(adapter: Pick<GPUAdapter, "requestDevice">, onFault: (error: ErrorReport) => void): GpuGuard {
  const request = adapter.requestDevice;
  const devices: GPUDevice[] = [];
  let first: ErrorReport | null = null;
  const report = (message: string) => {
    if (first) return;
    first = gpuError(message);
    onFault(first);
  };
  adapter.requestDevice = async function (this: GPUAdapter, asked?: GPUDeviceDescriptor) {
    const device = await request.call(this, withSubgroups(this.features, asked));
    device.addEventListener("uncapturederror", (event) => report(event.error.message));
    device.lost.then((info) => report(`The device was lost (${info.reason}). ${info.message}`));
    devices.push(device);
    return device;
  };
  return {
    fault: () => first,
    tensorBytes: () => (devices.length === 0 ? null : Math.min(...devices.map(bytesOfTensor))),
    settle: async () => {
      await Promise.all(devices.map((device) => device.queue.onSubmittedWorkDone()));
    },
  };
}
