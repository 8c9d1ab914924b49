import { afterEach, describe, expect, test, vi } from "vitest";
import type { Adapter } from "../engine/adapter";
import { fakeEngine } from "../engine/fake";
import { FakeLab } from "../engine/fake-lab";
import { FakeDisk } from "../engine/models/fake-disk";
import { ModelStore } from "../engine/models/store";
import { errors } from "../state/errors";
import { activeLane, laneChoice, race } from "../state/lane";
import { cards, modelWork, room, storedModels, storeIsThere } from "../state/pretrained";
import { edit, recipe } from "../state/recipe";
import { report, status } from "../state/run";
import { pretrainedTeacher, teacherCard, teacherIsAnother, teacherIsMissing } from "../state/teacher";
import { Session } from "./session";

const csv = (name: string) => new File(["text,label\n"], name, { type: "text/csv" });
const presets = { languages: csv("languages.csv"), spam: csv("spam.csv") };
const FOLDER = ["config.json", "model.safetensors", "tokenizer.json"];

vi.setConfig({ testTimeout: 90_000 });

const picked = (folder: string, names = FOLDER) =>
  names.map((name) => ({ path: `${folder}/${name}`, file: new File([`${folder} ${name}`], name) }));

let session: Session;
let disk: FakeDisk;

interface World {
  adapter?: Adapter | null;
  fetch?: typeof globalThis.fetch;
}

const noFetch: typeof globalThis.fetch = () => expect.fail("a request");

/** A page that has just been loaded; what the browser keeps is what it kept before. */
async function openWith({ adapter = null, fetch = noFetch }: World = {}): Promise<void> {
  session = new Session(fakeEngine({ presets, scenario: "fast", adapter, disk, fetch }));
  await session.open("spam");
  await until(() => expect(storedModels.value).not.toBeNull());
}

async function fresh(world: World = {}): Promise<void> {
  disk = new FakeDisk();
  await openWith(world);
}

/** What a reload forgets. */
function forget(): void {
  session.reset();
  [cards.value, storedModels.value, errors.value] = [{}, null, {}];
}

afterEach(() => {
  vi.restoreAllMocks();
  forget();
  laneChoice.value = "auto";
  [recipe.value, storeIsThere.value] = [null, true];
});

const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 5 });

async function finish(): Promise<void> {
  edit((draft) => {
    draft.data.max_rows = 500;
    draft.student.train.epochs = 1;
    if (draft.teacher.kind === "pretrained") draft.teacher.train.epochs = 1;
  });
  session.play();
  await until(() => expect(["done", "failed", "idle"]).toContain(status.value));
}

describe("dropped files", () => {
  test("become the teacher, and teach", async () => {
    await fresh();
    await session.models.useFiles(picked("minilm"));
    expect(teacherCard.value).toMatchObject({ name: "minilm", has_tokenizer: true });
    expect(pretrainedTeacher.value?.model).toEqual({ name: "minilm", sha256: teacherCard.value?.sha256 });
    expect([modelWork.value, storedModels.value, await new ModelStore(disk).list()]).toEqual([null, [], []]);
    await finish();
    expect(report.value?.recipe.teacher).toMatchObject({ kind: "pretrained", model: { name: "minilm" } });
  });

  test("that the engine refuses are told at the teacher, as a model's fault", async () => {
    await fresh();
    const before = recipe.value;
    await session.models.useFiles(picked("bad"));
    expect(errors.value.teacher).toMatchObject({ code: "model", place: { file: "config.json" } });
    expect([recipe.value, modelWork.value]).toEqual([before, null]);
    await session.models.useFiles(picked("good"));
    expect([errors.value.teacher, teacherCard.value?.name]).toEqual([undefined, "good"]);
  });

  test("that are no model are told without asking the engine", async () => {
    const open = vi.spyOn(FakeLab.prototype, "openModel");
    await fresh();
    await session.models.useFiles(picked("half", ["config.json"]));
    expect(errors.value.teacher?.code).toBe("model");
    expect(open).not.toHaveBeenCalled();
  });
});

describe("the browser's store", () => {
  test("keeps a model beyond a reload", async () => {
    await fresh();
    await session.models.useFiles(picked("minilm"));
    await session.models.keep("minilm");
    expect(storedModels.value).toMatchObject([{ name: "minilm", complete: true, from: null }]);
    expect([disk.asked, room.value]).toEqual([1, { used: 1_000, quota: 2_000 }]);
    forget();
    await openWith();
    expect(teacherCard.value).toBeNull();
    await session.models.useStored("minilm");
    expect(teacherCard.value?.name).toBe("minilm");
  });

  test("deletes a model, and the teacher is chosen anew", async () => {
    const close = vi.spyOn(FakeLab.prototype, "closeModel");
    await fresh();
    await session.models.useFiles(picked("minilm"));
    await session.models.keep("minilm");
    await session.models.remove("minilm");
    expect([storedModels.value, cards.value, pretrainedTeacher.value?.model.name]).toEqual([[], {}, ""]);
    await until(() => expect(close).toHaveBeenCalledWith("minilm"));
    await finish();
    expect(errors.value.teacher?.code).toBe("model_wanted");
  });

  test("that a browser lacks hinders nothing but keeping", async () => {
    disk = Object.assign(new FakeDisk(), { root: () => Promise.reject(new Error("None here.")) });
    await openWith();
    expect(storeIsThere.value).toBe(false);
    await session.models.useFiles(picked("minilm"));
    expect(teacherCard.value?.name).toBe("minilm");
    await session.models.keep("minilm");
    expect(errors.value.teacher?.code).toBe("store_absent");
    await finish();
    expect(status.value).toBe("done");
  });
});

describe("an address", () => {
  const served: typeof globalThis.fetch = async (input) =>
    FOLDER.some((name) => String(input).endsWith(`/${name}`))
      ? new Response(`of ${input}`, { headers: { etag: '"a"' } })
      : new Response("", { status: 404 });

  test("is fetched, kept and taken", async () => {
    const fetch = vi.fn(served);
    await fresh({ fetch });
    await session.models.useAddress("https://hub.test/owner/minilm");
    expect([teacherCard.value?.name, errors.value.teacher]).toEqual(["minilm", undefined]);
    expect(storedModels.value).toMatchObject([{ name: "minilm", from: "https://hub.test/owner/minilm" }]);
    expect(new Set(fetch.mock.calls.map(([asked]) => new URL(String(asked)).host))).toEqual(new Set(["hub.test"]));
  });

  test("that breaks off is gone on with from the list", async () => {
    let isDown = true;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (isDown && String(input).endsWith(".safetensors")) throw new TypeError("Failed to fetch");
      return served(input, init);
    };
    await fresh({ fetch });
    await session.models.useAddress("https://hub.test/owner/minilm");
    expect(errors.value.teacher?.code).toBe("model_offline");
    expect([storedModels.value?.[0]?.complete, teacherCard.value]).toEqual([false, null]);
    isDown = false;
    await session.models.useStored("minilm");
    expect([teacherCard.value?.name, storedModels.value?.[0]?.complete]).toEqual(["minilm", true]);
  });

  test("tells its last word before a standstill", async () => {
    const stalled = (until?: AbortSignal | null) =>
      new ReadableStream<Uint8Array>({
        start: (to) => {
          for (const bite of ["one", "two"]) to.enqueue(new TextEncoder().encode(bite));
          until?.addEventListener("abort", () => to.error(until.reason));
        },
      });
    const fetch: typeof globalThis.fetch = async (input, init) =>
      String(input).endsWith(".safetensors") ? new Response(stalled(init?.signal)) : served(input, init);
    await fresh({ fetch });
    const fetched = session.models.useAddress("https://hub.test/owner/minilm");
    await until(() => expect(modelWork.value).toMatchObject({ file: "model.safetensors" }));
    const config = "of https://hub.test/owner/minilm/resolve/main/config.json".length;
    const tokenizer = "of https://hub.test/owner/minilm/resolve/main/tokenizer.json".length;
    await until(() => expect(modelWork.value?.done).toBe(config + tokenizer + "onetwo".length));
    session.models.cancel();
    await fetched;
  });

  test("that the user ends leaves no error", async () => {
    const fetch: typeof globalThis.fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.throwIfAborted();
        init?.signal?.addEventListener("abort", () => reject(new DOMException("Ended.", "AbortError")));
      });
    await fresh({ fetch });
    const fetched = session.models.useAddress("https://hub.test/owner/minilm");
    await until(() => expect(modelWork.value?.kind).toBe("download"));
    session.models.cancel();
    await fetched;
    expect([modelWork.value, errors.value.teacher, teacherCard.value]).toEqual([null, undefined, null]);
  });

  test("that is none asks nobody", async () => {
    await fresh();
    await session.models.useAddress("owner/minilm");
    expect(errors.value.teacher?.code).toBe("model_address");
  });
});

describe("a recipe file", () => {
  async function recipeWith(name: string, sha256: string | null): Promise<string> {
    await session.models.useFiles(picked("other"));
    const asked = structuredClone(recipe.value ?? expect.fail("no recipe"));
    if (asked.teacher.kind === "pretrained") asked.teacher.model = { name, sha256 };
    return JSON.stringify(asked);
  }

  test("with a model that is not here says which, and lets the user pick it", async () => {
    await fresh();
    await session.useRecipe(await recipeWith("minilm", null));
    expect([teacherIsMissing.value, pretrainedTeacher.value?.model.name]).toEqual([true, "minilm"]);
    await finish();
    expect(errors.value.teacher).toMatchObject({ code: "model_wanted", message: expect.stringContaining("`minilm`") });
    await session.models.useFiles(picked("minilm"));
    expect([teacherIsMissing.value, errors.value.teacher]).toEqual([false, undefined]);
    await finish();
    expect(status.value).toBe("done");
  });

  test("opens what the browser keeps and leaves the recipe as it is", async () => {
    await fresh();
    await session.models.useFiles(picked("minilm"));
    await session.models.keep("minilm");
    const json = await recipeWith("minilm", "0".repeat(64));
    forget();
    await openWith();
    await session.useRecipe(json);
    expect([teacherCard.value?.name, teacherIsAnother.value]).toEqual(["minilm", true]);
    expect(pretrainedTeacher.value?.model.sha256).toBe("0".repeat(64));
  });
});

describe("lanes", () => {
  const adapter: Adapter = { name: "Scripted adapter", software: true };

  test("that race are both given the model before they start, once each", async () => {
    const open = vi.spyOn(FakeLab.prototype, "openModel");
    await fresh({ adapter });
    await session.models.useFiles(picked("minilm"));
    await finish();
    await until(() => expect(race.value).toBe("stayed"));
    expect(open).toHaveBeenCalledTimes(2);
  });

  test("a chosen GPU has it too", async () => {
    await fresh({ adapter });
    await session.models.useFiles(picked("minilm"));
    laneChoice.value = "webgpu";
    await finish();
    expect([status.value, activeLane.value]).toEqual(["done", "webgpu"]);
  });
});
