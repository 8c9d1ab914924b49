import { describe, expect, test, vi } from "vitest";
import { FakeDisk } from "./fake-disk";
import { PIECE_BYTES } from "./folder";
import { ModelStore } from "./store";

/** A machine with other work must not fail a test that moves megabytes. */
vi.setConfig({ testTimeout: 90_000 });

const files = (weights = "weights") =>
  new Map<string, Blob>([
    ["config.json", new Blob(["{}"])],
    ["model.safetensors", new Blob([weights])],
  ]);

async function texts(store: ModelStore, name: string) {
  const found = (await store.files(name)) ?? new Map<string, Blob>();
  return Promise.all([...found].map(async ([file, blob]) => [file, await blob.text()]));
}

test("what is kept comes back, also to another page", async () => {
  const disk = new FakeDisk();
  await new ModelStore(disk).keep("owner's model", files());
  const store = new ModelStore(disk);
  expect(await texts(store, "owner's model")).toEqual([
    ["config.json", "{}"],
    ["model.safetensors", "weights"],
  ]);
  expect(await store.list()).toMatchObject([
    { name: "owner's model", bytes: 9, of: 9, from: null, complete: true, added: expect.any(Number) },
  ]);
});

test("a large file is kept in pieces and read as one", async () => {
  const store = new ModelStore(new FakeDisk());
  const large = new Uint8Array(2 * PIECE_BYTES + 5);
  for (const [at, value] of [0, PIECE_BYTES - 1, PIECE_BYTES, 2 * PIECE_BYTES, large.length - 1].entries())
    large[value] = at + 1;
  const heard: number[] = [];
  await store.keep("large", new Map([["x.gguf", new Blob([large])]]), (bytes) => heard.push(bytes));
  const back = await (await store.files("large"))?.get("x.gguf")?.arrayBuffer();
  expect(Buffer.compare(Buffer.from(new Uint8Array(back ?? new ArrayBuffer(0))), Buffer.from(large))).toBe(0);
  expect(heard).toEqual([PIECE_BYTES, 2 * PIECE_BYTES, large.length]);
});

test("the same name takes the other's place", async () => {
  const store = new ModelStore(new FakeDisk());
  await store.keep("model", new Map([...files("old and longer"), ["README.md", new Blob(["old"])]]));
  await store.keep("model", files("new"));
  expect(await texts(store, "model")).toEqual([
    ["config.json", "{}"],
    ["model.safetensors", "new"],
  ]);
});

test("a model that is taken away is gone", async () => {
  const store = new ModelStore(new FakeDisk());
  await store.keep("model", files());
  await store.remove("model");
  expect([await store.list(), await store.files("model")]).toEqual([[], null]);
});

test("what was begun is listed but cannot be used", async () => {
  const store = new ModelStore(new FakeDisk());
  const { folder, manifest } = await store.begin("model", "https://example.org/model/");
  const file = { name: "model.safetensors", bytes: null, promised: 7, validator: '"a"' };
  await folder.append("model.safetensors", 0, new Blob(["wei"]));
  await folder.writeManifest({ ...manifest, files: [file] });
  expect(await store.list()).toMatchObject([{ bytes: 3, of: 7, complete: false }]);
  expect(await store.files("model")).toBeNull();
});

test("an address goes on where it began; another one of the name has a name of its own", async () => {
  const store = new ModelStore(new FakeDisk());
  const names = [];
  for (const from of ["https://a.org/m/", "https://b.org/m/", "https://a.org/m/"])
    names.push((await store.begin("m", from)).manifest.name);
  expect(names).toEqual(["m", "m-2", "m"]);
});

describe("a browser", () => {
  test("without room says so and keeps no half model", async () => {
    const store = new ModelStore(new FakeDisk(300));
    await expect(store.keep("model", files("x".repeat(400)))).rejects.toMatchObject({ code: "store_full" });
    expect(await store.list()).toEqual([]);
  });

  test("without private files says so", async () => {
    const root = () => Promise.reject(new DOMException("Not here.", "SecurityError"));
    const store = new ModelStore(Object.assign(new FakeDisk(), { root }));
    await expect(store.list()).rejects.toMatchObject({ code: "store_absent", message: "Not here." });
  });

  test("tells its room and is asked to clear nothing", async () => {
    const disk = new FakeDisk();
    const store = new ModelStore(disk);
    expect(await store.room()).toEqual({ used: 1_000, quota: 2_000 });
    expect([await store.persist(), disk.asked]).toEqual([true, 1]);
  });
});

test("a piece that does not follow on the others is not read", async () => {
  const store = new ModelStore(new FakeDisk());
  const { folder } = await store.begin("model", "https://example.org/model/");
  await folder.append("f", 0, new Blob(["abc"]));
  await folder.append("f", 3, new Blob(["de"]));
  await folder.append("f", 9, new Blob(["x"]));
  expect(await (await folder.blob("f")).text()).toBe("abcde");
  await folder.clear("f");
  expect(await folder.held("f")).toBe(0);
});
