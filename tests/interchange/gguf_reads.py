"""Whether others read the GGUF files that are written here.

usage: python gguf_reads.py FOLDER      (requirements.txt, and requirements-llama.txt where there is a llama.cpp)

The folder is filled by `cargo test -p stillroom-formats -p stillroom-cli --test gguf`. Beside each file lies what is expected, as FILE.json: ids of a
text, and the logits after a row of ids. Prints what the package gguf and llama.cpp (by the package xllamacpp) find in each file; ends with
1 if one of them refuses it or finds anything else.
"""
import json, os, sys, urllib.request
import numpy as np
from gguf import GGUFReader

try:
    import xllamacpp
except ImportError:
    xllamacpp = None

TEXT = "Catherine was not"


def by_package(path):
    reader = GGUFReader(path)
    value = lambda key: reader.fields[key].contents()
    kinds = {kind: sum(t.tensor_type.name == kind for t in reader.tensors) for kind in sorted({t.tensor_type.name for t in reader.tensors})}
    print(f"  gguf: {value('general.architecture')}, {len(reader.fields)} fields, {len(reader.tensors)} tensors {kinds}, "
          f"{len(value('tokenizer.ggml.tokens'))} tokens cut as {value('tokenizer.ggml.pre')}")


def serve(path):
    params = xllamacpp.CommonParams()
    params.model.path = path
    # Keys and values in half precision would hide what the weights lose.
    params.cache_type_k = params.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
    params.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    params.n_ctx, params.n_parallel, params.warmup, params.port, params.verbosity = 64, 1, False, 0, -1
    return xllamacpp.Server(params)


def ask(server, where, question):
    body = json.dumps(question).encode()
    request = urllib.request.Request(f"{server.listening_address}/{where}", body, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))


def log_softmax(z):
    return z - z.max() - np.log(np.exp(z - z.max()).sum())


def by_llama(path):
    expected = json.load(open(path + ".json"))
    server = serve(path)
    ids = ask(server, "tokenize", {"content": TEXT, "add_special": False})["tokens"]
    assert ids == expected["text_ids"], (ids, expected["text_ids"])
    assert ask(server, "detokenize", {"tokens": ids})["content"].lstrip() == TEXT
    wanted = log_softmax(np.array(expected["logits"]))
    # A token that is no whole character would not be told; the bias acts on what is drawn, not on what is told.
    question = {"prompt": expected["ids"], "n_predict": 1, "n_probs": len(wanted), "logit_bias": [[ids[0], 1000]]}
    answer = ask(server, "completion", question)
    found = {top["id"]: top["logprob"] for top in answer["completion_probabilities"][0]["top_logprobs"]}
    assert len(found) == len(wanted), (len(found), len(wanted))
    off, span = max(abs(found[i] - wanted[i]) for i in found), np.ptp(wanted)
    print(f"  llama.cpp: the same {len(ids)} tokens, log-probabilities off by {off:.1e}, which range over {span:.2f}")
    assert off < expected["tolerance"] * span, off


[folder] = sys.argv[1:]
names = sorted(name for name in os.listdir(folder) if name.endswith(".gguf"))
assert names, f"{folder} holds no GGUF file"
if xllamacpp is None:
    print("llama.cpp was NOT run: it is not installed.")
failed = []
for name in names:
    path = os.path.join(folder, name)
    print(name)
    try:
        by_package(path)
        if xllamacpp:
            by_llama(path)
    except Exception as error:
        print(f"  FAILED: {error}")
        failed.append(name)
print(f"Tests  {len(names) - len(failed)} passed | {len(failed)} failed")
sys.exit(1 if failed else 0)
