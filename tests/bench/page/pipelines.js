// How long each shader of the lane takes to compile: what a first step on WebGPU waits for.

/** @type {string[]} */
const codes = [];

/** Notes every shader from now on. */
export function watchShaders() {
  const { createShaderModule } = GPUDevice.prototype;
  GPUDevice.prototype.createShaderModule = function (descriptor) {
    codes.push(descriptor.code);
    return createShaderModule.call(this, descriptor);
  };
}

/** A device with what the engine's has: else some shaders would be refused. */
async function deviceLikeTheEngines() {
  const adapter = await navigator.gpu.requestAdapter();
  const names = ["maxComputeWorkgroupStorageSize", "maxComputeInvocationsPerWorkgroup", "maxComputeWorkgroupSizeX"];
  const requiredLimits = Object.fromEntries(names.map((name) => [name, adapter.limits[name]]));
  const requiredFeatures = adapter.features.has("subgroups") ? ["subgroups"] : [];
  return adapter.requestDevice({ requiredFeatures, requiredLimits });
}

async function compile(device, code) {
  const start = performance.now();
  // A comment of its own, so that no cache answers.
  const module = device.createShaderModule({ code: `${code}// ${Math.random()}` });
  await device.createComputePipelineAsync({ layout: "auto", compute: { module } });
  const kind = /@workgroup_size\([^)]*\)\s*fn ([a-z]+)/.exec(code)?.[1] ?? "unknown";
  return { kind, milliseconds: performance.now() - start };
}

/** Milliseconds of each noted shader, compiled one after the other. */
export async function compileTimes() {
  const noted = codes.splice(0);
  const device = await deviceLikeTheEngines();
  const times = [];
  for (const code of noted) times.push(await compile(device, code));
  return times;
}
