import { describe, expect, test } from "vitest";
import { readAddress } from "./address";
import { download, type Progress } from "./download";
import { FakeDisk } from "./fake-disk";
import { ModelStore } from "./store";

const HUB = "https://hub.test/owner/bert";
const WEIGHTS = "0123456789abcdefghij";

interface Served {
  /** By file name. */
  files: Record<string, string>;
  ranges: boolean;
  /** ETag of the weights; null for none. */
  tag: string | null;
  /** Breaks off after so many bytes of weights, once. */
  breaksAfter: number | null;
  status: number | null;
}

/** A server that can be unplugged, and a store. */
class World {
  readonly asked: string[] = [];
  readonly heard: Progress[] = [];
  stop = new AbortController();
  onProgress: (progress: Progress) => unknown = () => {};
  served: Served = {
    files: { "config.json": "{}", "tokenizer.json": "[]", "model.safetensors": WEIGHTS },
    ranges: true,
    tag: '"one"',
    breaksAfter: null,
    status: null,
  };

  constructor(readonly disk = new FakeDisk()) {}

  fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = String(input);
    const range = new Headers(init.headers).get("range");
    const name = decodeURIComponent(url.split("/").at(-1) ?? "");
    this.asked.push(range ? `${name} ${range}` : name);
    init.signal?.throwIfAborted();
    const text = this.served.files[name];
    if (this.served.status !== null) return new Response("", { status: this.served.status });
    if (text === undefined) return new Response("", { status: 404 });
    return this.#answer(text, name, Number(/\d+/.exec(range ?? "")?.[0] ?? 0));
  };

  #answer(text: string, name: string, asked: number): Response {
    const from = this.served.ranges ? asked : 0;
    const headers = new Headers({ "content-length": String(text.length - from) });
    if (this.served.tag !== null) headers.set("etag", this.served.tag);
    if (from > 0) headers.set("content-range", `bytes ${from}-${text.length - 1}/${text.length}`);
    const status = from > 0 ? 206 : 200;
    return new Response(this.#body(text.slice(from), name.endsWith(".safetensors")), { status, headers });
  }

  /** Bite by bite; a reader hears of a break after what came before it. */
  #body(text: string, mayBreak: boolean): ReadableStream<Uint8Array> {
    const limit = mayBreak ? this.served.breaksAfter : null;
    if (mayBreak) this.served.breaksAfter = null;
    let at = 0;
    return new ReadableStream({
      pull: (to) => {
        if (this.stop.signal.aborted) return to.error(this.stop.signal.reason);
        if (limit !== null && at >= limit) return to.error(new TypeError("network error"));
        if (at >= text.length) return to.close();
        to.enqueue(new TextEncoder().encode(text.slice(at, at + 4)));
        at += 4;
      },
    });
  }

  /** As a page that has just been loaded would. */
  async get(address = HUB): Promise<string> {
    const { fetch } = this;
    const onProgress = (progress: Progress) => {
      this.heard.push(progress);
      this.onProgress(progress);
    };
    return download(new ModelStore(this.disk), readAddress(address), { fetch, signal: this.stop.signal, onProgress });
  }

  async weights(name = "bert", file = "model.safetensors"): Promise<string | undefined> {
    return (await new ModelStore(this.disk).files(name))?.get(file)?.text();
  }
}

describe("a repository", () => {
  test("is fetched file by file, what it lacks is passed over", async () => {
    const world = new World();
    expect(await world.get()).toBe("bert");
    expect(world.asked).toEqual(["config.json", "tokenizer.json", "README.md", "model.safetensors"]);
    expect(await world.weights()).toBe(WEIGHTS);
    expect(world.heard.at(-1)).toEqual({ name: "bert", file: "model.safetensors", done: 24, of: 24 });
  });

  test("that is here already costs no request", async () => {
    const world = new World();
    await world.get();
    world.asked.length = 0;
    expect([await world.get(), world.asked]).toEqual(["bert", []]);
  });

  test("in shards is fetched by its index", async () => {
    const world = new World();
    const shards = { a: "m-2.safetensors", b: "m-1.safetensors", c: "m-2.safetensors" };
    world.served.files = {
      "config.json": "{}",
      "model.safetensors.index.json": JSON.stringify({ weight_map: shards }),
      "m-1.safetensors": "first",
      "m-2.safetensors": "second",
    };
    await world.get();
    expect(world.asked.slice(-3)).toEqual(["model.safetensors.index.json", "m-1.safetensors", "m-2.safetensors"]);
    expect([await world.weights("bert", "m-1.safetensors"), await world.weights("bert", "m-2.safetensors")]).toEqual([
      "first",
      "second",
    ]);
  });

  test.each([
    ["{", "model"],
    ['{"weight_map":{}}', "model"],
    ['{"weight_map":{"a":"../../x.safetensors"}}', "model"],
    ['{"weight_map":{"a":7}}', "model"],
    ['{"weight_map":{"a":"other.bin"}}', "model"],
    ['{"weight_map":{"a":"gone.safetensors"}}', "model_absent"],
  ])("with the index %s is refused", async (index, code) => {
    const world = new World();
    world.served.files = { "config.json": "{}", "model.safetensors.index.json": index };
    await expect(world.get()).rejects.toMatchObject({ code });
  });

  test.each([
    [{ "model.safetensors": "w" }, "config.json"],
    [{ "config.json": "{}" }, "model.safetensors"],
  ])("without what it needs is refused: %j", async (files, missing) => {
    const world = new World();
    world.served.files = files;
    await expect(world.get()).rejects.toMatchObject({
      code: "model_absent",
      message: expect.stringContaining(missing),
      place: { file: expect.stringContaining("https://hub.test/owner/bert/resolve/main/") },
    });
  });
});

test("a GGUF file is fetched alone", async () => {
  const world = new World();
  world.served.files = { "tiny.gguf": "GGUF" };
  expect(await world.get("https://any.test/tiny.gguf")).toBe("tiny.gguf");
  expect([world.asked, await world.weights("tiny.gguf", "tiny.gguf")]).toEqual([["tiny.gguf"], "GGUF"]);
});

describe("a download that broke off", () => {
  async function broken(change: Partial<Served> = {}): Promise<World> {
    const world = new World();
    Object.assign(world.served, { breaksAfter: 8, ...change });
    await expect(world.get()).rejects.toMatchObject({ code: "model_offline" });
    expect(await world.weights()).toBeUndefined();
    world.asked.length = 0;
    return world;
  }

  test("goes on where it was, after a reload too", async () => {
    const world = await broken();
    expect(await new ModelStore(world.disk).list()).toMatchObject([{ bytes: 12, of: 24, complete: false }]);
    await world.get();
    expect(world.asked).toEqual(["README.md", "model.safetensors bytes=8-"]);
    expect(await world.weights()).toBe(WEIGHTS);
  });

  test("breaks off again and still ends whole", async () => {
    const world = await broken();
    world.served.breaksAfter = 4;
    await expect(world.get()).rejects.toMatchObject({ code: "model_offline" });
    await world.get();
    expect(world.asked.at(-1)).toBe("model.safetensors bytes=12-");
    expect(await world.weights()).toBe(WEIGHTS);
  });

  test.each<[string, Partial<Served>, string[]]>([
    ["knows no ranges", { ranges: false }, ["model.safetensors bytes=8-"]],
    ["has another state", { tag: '"two"' }, ["model.safetensors bytes=8-", "model.safetensors"]],
  ])("begins again where the server %s", async (_, change, asked) => {
    const world = await broken();
    const fresh = "ABCDEFGHIJabcdefghij";
    Object.assign(world.served, change);
    world.served.files["model.safetensors"] = fresh;
    await world.get();
    expect(world.asked.filter((one) => one.startsWith("model"))).toEqual(asked);
    expect(await world.weights()).toBe(fresh);
  });

  test("begins again where the server names no state", async () => {
    const world = await broken({ tag: null });
    await world.get();
    expect(world.asked).toContain("model.safetensors");
    expect(await world.weights()).toBe(WEIGHTS);
  });

  test("begins again where the file has become shorter", async () => {
    const world = await broken();
    const { fetch } = world;
    world.fetch = async (input, init) =>
      new Headers(init?.headers).has("range") ? new Response("", { status: 416 }) : fetch(input, init);
    await world.get();
    expect(await world.weights()).toBe(WEIGHTS);
  });

  test("keeps what came while the server only refuses for now", async () => {
    const world = await broken();
    world.served.status = 503;
    await expect(world.get()).rejects.toMatchObject({ code: "model_refused" });
    world.served.status = null;
    await world.get();
    expect(world.asked.at(-1)).toBe("model.safetensors bytes=8-");
    expect(await world.weights()).toBe(WEIGHTS);
  });
});

test("a body shorter than promised is a break too", async () => {
  const world = new World();
  const { fetch } = world;
  world.fetch = async (input, init) => {
    const whole = await fetch(input, init);
    if (!String(input).endsWith("model.safetensors")) return whole;
    return new Response("0123", { status: 200, headers: whole.headers });
  };
  await expect(world.get()).rejects.toMatchObject({ code: "model_offline" });
});

test("the user ends it: no error of ours, and what came is gone on with", async () => {
  const world = new World();
  world.onProgress = ({ file }) => file === "model.safetensors" && world.stop.abort();
  await expect(world.get()).rejects.toMatchObject({ name: "AbortError" });
  expect(await new ModelStore(world.disk).list()).toMatchObject([{ complete: false, bytes: 12 }]);
  [world.stop, world.onProgress] = [new AbortController(), () => {}];
  await world.get();
  expect(world.asked.at(-1)).toBe("model.safetensors bytes=8-");
  expect(await world.weights()).toBe(WEIGHTS);
});

test.each([
  [401, "model_refused"],
  [403, "model_refused"],
  [500, "model_refused"],
])("a server that answers %i is told", async (status, code) => {
  const world = new World();
  world.served.status = status;
  await expect(world.get()).rejects.toMatchObject({ code, message: expect.stringContaining(String(status)) });
});

test("a host that cannot be reached is told, with its address", async () => {
  const world = new World();
  world.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
  await expect(world.get()).rejects.toMatchObject({
    code: "model_offline",
    place: { file: `${HUB}/resolve/main/config.json` },
  });
});

test("a full disk is told as such", async () => {
  const world = new World(new FakeDisk(1500));
  world.served.files["model.safetensors"] = "x".repeat(4000);
  await expect(world.get()).rejects.toMatchObject({ code: "store_full" });
});
