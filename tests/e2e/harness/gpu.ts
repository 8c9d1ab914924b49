// Scripts for the WebGPU lane's worker, run before its own.

/** A browser whose adapter has no subgroups, although this one has. */
export const WITHOUT_SUBGROUPS = `
  const real = Object.getOwnPropertyDescriptor(GPUAdapter.prototype, "features").get;
  Object.defineProperty(GPUAdapter.prototype, "features", {
    get() {
      const left = new Set(real.call(this));
      left.delete("subgroups");
      return left;
    },
  });
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (asked) {
    const device = await request.call(this, asked);
    if (device.features.has("subgroups")) throw new Error("The mask leaks.");
    new BroadcastChannel("gpu").postMessage("without subgroups");
    return device;
  };
`;

/** Takes orders to break the device that the worker uses. */
export const BREAKABLE = `
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (asked) {
    const device = await request.call(this, asked);
    const orders = {
      shader: () => device.createShaderModule({ code: "fn main( { this is no shader" }),
      destroy: () => device.destroy(),
    };
    new BroadcastChannel("gpu").onmessage = (event) => orders[event.data]();
    return device;
  };
`;

/** What was asked of the device, as the worker asked it. */
export const FEATURES = `
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (asked) {
    const device = await request.call(this, asked);
    new BroadcastChannel("gpu").postMessage(device.features.has("subgroups") ? "with subgroups" : "without subgroups");
    return device;
  };
`;
