// Whether this browser has WebGPU, and on what.

export interface Adapter {
  name: string;
  /** A CPU that plays GPU: right, but slow. */
  software: boolean;
}

/** A name for people, from whatever the browser tells. */
export function adapterName(info: Pick<GPUAdapterInfo, "vendor" | "architecture" | "device" | "description">): string {
  if (info.description) return info.description;
  return [info.vendor, info.architecture, info.device].filter(Boolean).join(" ") || "WebGPU";
}

export async function findAdapter(): Promise<Adapter | null> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  if (!adapter) return null;
  const name = adapterName(adapter.info);
  const software = adapter.info.isFallbackAdapter || /swiftshader|llvmpipe|basic render/i.test(name);
  return { name, software };
}
