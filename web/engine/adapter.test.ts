import { afterEach, expect, test, vi } from "vitest";
import { adapterName, findAdapter } from "./adapter";

afterEach(() => vi.unstubAllGlobals());

const info = { vendor: "", architecture: "", device: "", description: "" };

function offer(adapter: unknown): void {
  vi.stubGlobal("navigator", { gpu: { requestAdapter: async () => adapter } });
}

test("the browser's description is the best name; otherwise its parts", () => {
  expect(adapterName({ ...info, vendor: "acme", description: "Acme G1" })).toBe("Acme G1");
  expect(adapterName({ ...info, vendor: "acme", architecture: "x2" })).toBe("acme x2");
  expect(adapterName(info)).toBe("WebGPU");
});

test("no WebGPU, or none that answers, is no adapter", async () => {
  vi.stubGlobal("navigator", {});
  expect(await findAdapter()).toBeNull();
  offer(null);
  expect(await findAdapter()).toBeNull();
});

test.each([
  ["SwiftShader Device", false, true],
  ["Acme G1", true, true],
  ["Acme G1", false, false],
])("%s (fallback: %s) plays GPU: %s", async (description, isFallbackAdapter, software) => {
  offer({ info: { ...info, description, isFallbackAdapter } });
  expect(await findAdapter()).toEqual({ name: description, software });
});
