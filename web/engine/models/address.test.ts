import { expect, test } from "vitest";
import { readAddress } from "./address";

const HUB = "https://huggingface.co/owner/name";
const FOLDER = `${HUB}/resolve/main/`;

test.each([
  [HUB, "name", FOLDER, null, false],
  [`${HUB}/tree/v2`, "name", `${HUB}/resolve/v2/`, null, false],
  [`${HUB}/tree/main/small`, "small", `${FOLDER}small/`, null, false],
  [`${HUB}/blob/main/config.json`, "name", FOLDER, null, false],
  [`${HUB}/resolve/main/model.safetensors?download=true`, "name", FOLDER, null, false],
  [`${HUB}/resolve/main/model.safetensors.index.json`, "name", FOLDER, null, true],
  [`${HUB}/blob/main/tiny%20q4.gguf`, "tiny q4.gguf", FOLDER, "tiny q4.gguf", false],
  ["http://127.0.0.1:8080/models/bert/", "bert", "http://127.0.0.1:8080/models/bert/", null, false],
  ["https://example.org/", "example.org", "https://example.org/", null, false],
  ["https://example.org/a/b/c/model.safetensors", "c", "https://example.org/a/b/c/", null, false],
  ["https://example.org/x/tiny.Q4_1.gguf#top", "tiny.Q4_1.gguf", "https://example.org/x/", "tiny.Q4_1.gguf", false],
])("%s", (typed, name, folder, file, sharded) => {
  expect(readAddress(` ${typed} `)).toMatchObject({ name, folder, file, sharded });
});

test.each([
  "owner/name",
  "huggingface.co/owner/name",
  "ftp://example.org/model.gguf",
  "file:///tmp/model.gguf",
  "https://me:secret@example.org/model.gguf",
  "https://huggingface.co/owner/name/discussions",
  "https://example.org/page.html",
  "",
])("%s leads nowhere", (typed) => {
  expect(() => readAddress(typed)).toThrow(expect.objectContaining({ code: "model_address" }));
});

test("two ways to write an address are one model", () => {
  expect(readAddress(`${HUB}?x=1#y`).typed).toBe(readAddress(HUB).typed);
});
