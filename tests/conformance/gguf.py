"""Reference values for GGUF: blocks by the package gguf, tokens by sentencepiece and by llama.cpp.

usage: python gguf.py      (pip install gguf numpy sentencepiece tokenizers xllamacpp); writes gguf.json and gguf/*.gguf

blocks          random bytes in every type that is read, with scales that are finite; the values by gguf.quants.dequantize.
                Metadata of every type beside them.
quantized       values, and their bytes in F16 and Q8_0 by gguf.quants.quantize
sentencepiece   a vocabulary that sentencepiece learnt, as llama.cpp's converter writes it; ids by sentencepiece
pairs           a vocabulary of byte pairs that were merged across words, so that every cut shows, under each name of a
                cut that is read; ids by llama.cpp (the package xllamacpp)
"""
import json, os, sys, tempfile, urllib.request

here = os.path.dirname(os.path.abspath(__file__))
sys.path = [entry for entry in sys.path if os.path.abspath(entry or ".") != here]  # this file has the package's name

import io
import numpy as np
import sentencepiece
import tokenizers
import xllamacpp
from gguf import GGMLQuantizationType as Kind, GGUFWriter, TokenType
from gguf.constants import GGML_QUANT_SIZES
from gguf.quants import dequantize, quantize

random = np.random.default_rng(0)
folder = os.path.join(here, "gguf")
corpus = open(os.path.join(here, "../../crates/data/presets/northanger_abbey.txt"), encoding="utf-8").read()

KINDS = ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K"]
SCALES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}
TEXTS = [
    "", " ", "Hello world", "  two  spaces and   three", "It's 1234567 o'clock, isn't it? WE'LL SEE: they've 12.5%!",
    "line\nbreak\r\n\n\ntabs\t\tend ", "naïve café — “quoted” … €5", "日本語 и русский 🦀🦀", "a+b<=c^d|~$x`y`", "<|end|>after <s> ones",
]

# What one cut keeps together and another does not: frequent, so that they are merged.
JOINED = ["1234567", "12", "34", "567", " 1", " 12", "12.5", "'LL", "WE'LL", "'ll", "\n\n", "\r\n\n\n", "  ", "   ", "\t\t", "%!", "<=", "c^d|~$", "é —", " €5", "”", " …"]


def writer(name, architecture="llama"):
    return GGUFWriter(os.path.join(folder, name + ".gguf"), architecture)


def finish(out):
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def raw(kind, rows, row):
    values, size = GGML_QUANT_SIZES[Kind[kind]]
    blocks = random.integers(0, 256, (rows * row // values, size), dtype=np.uint8)
    scale = lambda: random.normal(0, 0.1, len(blocks)).astype(np.float16).view(np.uint8).reshape(-1, 2)
    if kind in ("F32", "F16"):
        return random.normal(0, 1, (rows, row)).astype(np.float32 if kind == "F32" else np.float16)
    if kind == "BF16":
        return (random.normal(0, 1, (rows, row)).astype(np.float32).view(np.uint32) >> 16).astype(np.uint16).view(np.uint8).reshape(rows, -1)
    for at in SCALES[kind]:
        blocks[:, at:at + 2] = scale()
    return blocks.reshape(rows, -1)


def blocks():
    out, expected = writer("blocks"), {}
    for kind, value in [("uint8", 255), ("int8", -128), ("uint16", 65535), ("int16", -32768), ("uint32", 2**32 - 1),
                        ("int32", -2**31), ("uint64", 2**64 - 1), ("int64", -2**63), ("float32", 0.1), ("float64", 0.1),
                        ("bool", True), ("string", "à la carte 🦀")]:
        getattr(out, "add_" + kind)("test." + kind, value)
    out.add_array("test.texts", ["a", "", "🦀"])
    out.add_array("test.numbers", [1, -2, 3])
    out.add_array("test.flags", [True, False])
    for kind in KINDS:
        row = 512 if kind.endswith("_K") else 64
        data = raw(kind, 2 if row == 64 else 1, row)
        out.add_tensor(kind, data, raw_dtype=Kind[kind])
        values = dequantize(data, Kind[kind]).astype(np.float32)
        expected[kind] = dict(shape=list(values.shape), bits=values.ravel().view(np.uint32).tolist())
    finish(out)
    return expected


def quantized():
    values = random.normal(0, 1, (8, 32)).astype(np.float32) * np.float32(10.0) ** np.arange(-4, 4, dtype=np.float32)[:, None]
    values[0] = 0
    values[1, ::2] *= -1e-3
    encode = lambda kind: quantize(values, kind).view(np.uint8).ravel().tolist()
    return dict(bits=values.ravel().view(np.uint32).tolist(), f16=encode(Kind.F16), q8_0=encode(Kind.Q8_0))


def sentence_piece():
    model = io.BytesIO()
    lines = corpus.splitlines()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines[:3000]), model_writer=model, model_type="bpe", vocab_size=700, byte_fallback=True,
        character_coverage=0.999, normalization_rule_name="identity", remove_extra_whitespaces=False, num_threads=1)
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    out = writer("sentencepiece")
    ids = range(pieces.vocab_size())
    kind = lambda i: (TokenType.UNKNOWN if pieces.is_unknown(i) else TokenType.CONTROL if pieces.is_control(i)
                      else TokenType.BYTE if pieces.is_byte(i) else TokenType.NORMAL)
    out.add_tokenizer_model("llama")
    out.add_tokenizer_pre("default")
    out.add_token_list([pieces.id_to_piece(i) for i in ids])
    out.add_token_scores([pieces.get_score(i) for i in ids])
    out.add_token_types([kind(i) for i in ids])
    out.add_bos_token_id(pieces.bos_id())
    out.add_eos_token_id(pieces.eos_id())
    out.add_unk_token_id(pieces.unk_id())
    finish(out)
    texts = TEXTS[1:-1] + [corpus[5000:5600], corpus[20000:20600]]
    return [dict(text=text, ids=pieces.encode(text, add_bos=True)) for text in texts]


def learnt():
    """Pairs over everything, also across words: the cut alone keeps them apart."""
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=700, special_tokens=["<|begin|>", "<|end|>"], show_progress=False,
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet())
    sample = [corpus[i:i + 60] for i in range(0, 60_000, 60)] + 100 * JOINED + 4 * [text for text in TEXTS if text]
    tokenizer.train_from_iterator(sample, trainer)
    return json.loads(tokenizer.to_str())["model"]


def vocabulary(out, model, pre):
    tokens = sorted(model["vocab"], key=model["vocab"].get)
    out.add_tokenizer_model("gpt2")
    out.add_tokenizer_pre(pre)
    out.add_token_list(tokens)
    out.add_token_types([TokenType.CONTROL] * 2 + [TokenType.NORMAL] * (len(tokens) - 2))
    out.add_token_merges([" ".join(merge) for merge in model["merges"]])
    out.add_bos_token_id(0)
    out.add_eos_token_id(1)


def weights(out, tokens, width=32):
    """The smallest model that llama.cpp loads: it tokenizes for none."""
    for add, value in [(out.add_block_count, 1), (out.add_context_length, 64), (out.add_embedding_length, width),
                       (out.add_feed_forward_length, width), (out.add_head_count, 1), (out.add_layer_norm_rms_eps, 1e-5)]:
        add(value)
    names = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]
    shapes = {f"blk.0.{name}": (width, width) for name in names} | {"token_embd": (tokens, width)}
    shapes |= {name: (width,) for name in ["output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"]}
    for name, shape in shapes.items():
        out.add_tensor(name + ".weight", np.zeros(shape, np.float32))


def ask(server, text):
    body = json.dumps({"content": text, "add_special": True, "parse_special": True}).encode()
    request = urllib.request.Request(f"{server.listening_address}/tokenize", body, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))["tokens"]


def by_llama(model, pre):
    with tempfile.TemporaryDirectory() as place:
        path = os.path.join(place, "model.gguf")
        out = GGUFWriter(path, "llama")
        vocabulary(out, model, pre)
        weights(out, len(model["vocab"]))
        finish(out)
        params = xllamacpp.CommonParams()
        params.model.path, params.n_ctx, params.warmup, params.port, params.verbosity = path, 64, False, 0, -1
        server = xllamacpp.Server(params)
        return [dict(text=text, ids=ask(server, text)) for text in TEXTS]


def pairs(model, pre):
    out = writer("pairs-" + pre)
    vocabulary(out, model, pre)
    finish(out)
    return dict(pre=pre, cases=by_llama(model, pre))


os.makedirs(folder, exist_ok=True)
model = learnt()
result = dict(
    blocks=blocks(), quantized=quantized(), sentence_piece=sentence_piece(),
    pairs=[pairs(model, pre) for pre in ("gpt-2", "smollm", "qwen2", "llama-bpe", "default")])
json.dump(result, open(os.path.join(here, "gguf.json"), "w", encoding="utf-8"), ensure_ascii=False, separators=(",", ":"))
