// Cards of models that a fake lab opens. The numbers are those of well-known models; nothing is read.

import type { ErrorReport, ModelCard } from "./generated/spec";

const BASE = {
  sha256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
  family: "bert",
  is_decoder: false,
  layers: 6,
  width: 384,
  heads: 12,
  key_value_heads: 12,
  context: 512,
  vocabulary: 30_522,
  parameters: 22_713_216,
  device_bytes: 90_852_864,
  largest_tensor_bytes: 46_881_792,
  classes: [] as string[],
  licence: "apache-2.0" as string | null,
  passed_over: ["embeddings.position_ids"],
};

const DECODER: Partial<ModelCard> = {
  sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
  family: "llama",
  is_decoder: true,
  layers: 30,
  width: 576,
  heads: 9,
  key_value_heads: 3,
  context: 2048,
  vocabulary: 49_152,
  parameters: 134_515_008,
  device_bytes: 538_060_032,
  largest_tensor_bytes: 113_246_208,
  licence: null,
  passed_over: [],
};

const refusal: ErrorReport = {
  code: "student",
  message: "The model cannot be used: `model_type` is `t5`, which is not read.",
  place: { file: "config.json", line: null, column: null },
  hint: "Choose GPT-2, Llama, Mistral, Qwen2, BERT, DistilBERT or RoBERTa.",
};

/** Tells models by their names: `bad` is refused, `gguf` is a decoder, `spam` has classes. */
export function fakeCard(name: string, files: Map<string, Blob>): ModelCard {
  if (name.includes("bad")) throw refusal;
  const isDecoder = name.includes("gguf");
  return {
    ...BASE,
    ...(isDecoder ? DECODER : {}),
    name,
    classes: name.includes("spam") ? ["ham", "spam"] : [],
    has_tokenizer: isDecoder || files.has("tokenizer.json"),
    file_bytes: [...files.values()].reduce((sum, file) => sum + file.size, 0),
  };
}
