import { expect, test } from "vitest";
import { chosenFiles, droppedFiles } from "./dropped-files";

const file = (name: string) => new File([name], name);

function fileEntry(path: string): FileSystemEntry {
  const name = path.split("/").at(-1) ?? "";
  const take = (found: (file: File) => void) => found(file(name));
  return { isFile: true, isDirectory: false, name, fullPath: path, file: take } as unknown as FileSystemEntry;
}

/** Like a browser's reader, it gives some entries at a time. */
function folderEntry(path: string, inner: FileSystemEntry[]): FileSystemEntry {
  const createReader = () => {
    const left = [...inner];
    return { readEntries: (found: (some: FileSystemEntry[]) => void) => found(left.splice(0, 2)) };
  };
  return { isFile: false, isDirectory: true, name: path, fullPath: path, createReader } as unknown as FileSystemEntry;
}

function transfer(files: File[], entries: (FileSystemEntry | null)[]): DataTransfer {
  const items = entries.map((entry) => ({ webkitGetAsEntry: () => entry }));
  return { files, items } as unknown as DataTransfer;
}

const paths = async (from: DataTransfer) => (await droppedFiles(from)).map(({ path }) => path);

test("a folder is opened, and every file in it knows its path", async () => {
  const onnx = folderEntry("/bert/onnx", [fileEntry("/bert/onnx/model.onnx")]);
  const own = ["config.json", "model.safetensors", "tokenizer.json"].map((name) => fileEntry(`/bert/${name}`));
  expect(await paths(transfer([file("bert")], [folderEntry("/bert", [...own, onnx])]))).toEqual([
    "bert/config.json",
    "bert/model.safetensors",
    "bert/tokenizer.json",
    "bert/onnx/model.onnx",
  ]);
});

test("files alone are taken as they are, where a browser has no entries too", async () => {
  const files = [file("config.json"), file("model.safetensors")];
  expect(await paths(transfer(files, [fileEntry("/config.json"), null]))).toEqual(["config.json", "model.safetensors"]);
  expect(await paths(transfer(files, []))).toEqual(["config.json", "model.safetensors"]);
});

test("a folder without end is read to a bound", async () => {
  const many = Array.from({ length: 2000 }, (_, at) => fileEntry(`/disk/${at}.bin`));
  expect((await paths(transfer([], [folderEntry("/disk", many)]))).length).toBeLessThanOrEqual(500);
});

test("a chosen folder's files know their path, chosen files their name", () => {
  const inFolder = Object.assign(file("config.json"), { webkitRelativePath: "bert/config.json" });
  const input = { files: [inFolder, file("a.gguf")] } as unknown as HTMLInputElement;
  expect(chosenFiles(input).map(({ path }) => path)).toEqual(["bert/config.json", "a.gguf"]);
});
