import { expect, test } from "vitest";
import { bringModel, modelAmong, type PickedFile } from "./picked";

function picked(...paths: string[]): PickedFile[] {
  return paths.map((path) => ({ path, file: new File([path], path.split("/").at(-1) ?? "") }));
}

const FOLDER = ["bert/config.json", "bert/model.safetensors", "bert/tokenizer.json"];

test.each([
  [FOLDER, "bert", ["config.json", "model.safetensors", "tokenizer.json"]],
  [[...FOLDER, "bert/expected.json", "bert/README.md", "bert/pytorch_model.bin"], "bert", 4],
  [[...FOLDER, "bert/onnx/config.json", "bert/onnx/model.safetensors"], "bert", 3],
  [["config.json", "model.safetensors"], "model", 2],
  [["models/tiny.Q4_1.gguf"], "tiny.Q4_1.gguf", ["tiny.Q4_1.gguf"]],
])("%j is a model", async (paths, name, files) => {
  const found = modelAmong(picked(...paths));
  expect(found.name).toBe(name);
  if (typeof files === "number") expect(found.files.size).toBe(files);
  else expect([...found.files.keys()]).toEqual(files);
});

test.each([
  [["bert/model.safetensors"], /`config\.json`/],
  [["bert/config.json", "bert/pytorch_model.bin"], /safetensors/],
  [["a/config.json", "a/x.safetensors", "b/config.json", "b/x.safetensors"], /several/],
  [["a.gguf", "b.gguf"], /2 GGUF/],
])("%j is none", (paths, message) => {
  expect(() => modelAmong(picked(...paths))).toThrow(
    expect.objectContaining({ code: "model", message: expect.stringMatching(message) }),
  );
});

test("rows are no model's files", () => {
  expect(bringModel(picked("rows.csv"))).toBe(false);
  expect(bringModel(picked("rows.json", "data/more.jsonl"))).toBe(false);
  expect(bringModel(picked("bert/config.json"))).toBe(true);
  expect(bringModel(picked("tiny.GGUF"))).toBe(true);
});
