// Counts what reaches WebGPU. Imported before anything else, so that no library holds on to an unwrapped function.

export const counts = { dispatches: 0, submits: 0, pipelines: 0, buffers: 0, bufferBytes: 0, writes: 0, writeBytes: 0 };

/** Messages of rejected shaders and invalid calls: with one of these, no number counts. */
export const faults = [];

const queues = new Set();

/** Waits until the devices have done all their work. */
export async function settle() {
  await Promise.all([...queues].map((queue) => queue.onSubmittedWorkDone()));
}

/** @param {Function | undefined} owner @param {string} method @param {(self: object, ...args: unknown[]) => void} note */
function watch(owner, method, note) {
  if (!owner) return;
  const original = owner.prototype[method];
  owner.prototype[method] = function (...args) {
    note(this, ...args);
    return original.apply(this, args);
  };
}

function written(data, offset = 0, size = undefined) {
  const unit = ArrayBuffer.isView(data) && "BYTES_PER_ELEMENT" in data ? data.BYTES_PER_ELEMENT : 1;
  return size === undefined ? data.byteLength - offset * unit : size * unit;
}

const { GPUComputePassEncoder, GPUQueue, GPUDevice, GPUAdapter } = globalThis;
for (const method of ["dispatchWorkgroups", "dispatchWorkgroupsIndirect"]) {
  watch(GPUComputePassEncoder, method, () => counts.dispatches++);
}
for (const method of ["createComputePipeline", "createComputePipelineAsync"]) {
  watch(GPUDevice, method, () => counts.pipelines++);
}
watch(GPUQueue, "submit", (queue) => {
  queues.add(queue);
  counts.submits++;
});
watch(GPUDevice, "createBuffer", (_, descriptor) => {
  counts.buffers++;
  counts.bufferBytes += descriptor.size;
});
watch(GPUQueue, "writeBuffer", (_, _buffer, _at, data, offset, size) => {
  counts.writes++;
  counts.writeBytes += written(data, offset, size);
});
if (GPUAdapter) {
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...args) {
    const device = await request.apply(this, args);
    device.addEventListener("uncapturederror", (event) => faults.push(event.error.message));
    return device;
  };
}
