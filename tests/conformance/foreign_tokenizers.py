"""Tokenizers of the kinds that other models have, with ids and texts as Hugging Face's library gives them.

usage: python foreign_tokenizers.py > foreign_tokenizers.json        (pip install tokenizers; tried with 0.23.3)

The library's Python wheel matches patterns by Oniguruma, Stillroom by fancy-regex: that the ids agree shows that the
cuts of GPT-2, Qwen2 and Llama 3, which look ahead, mean the same to both.
"""
import json, sys
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

TEXTS = [
    "The alembic drips; what rises first is light.",
    "Olá, mundo! Ação e reação — 42 vezes.",
    "def f(x): return x ** 2  # naïve",
    "冷たい水 🧪 and  two  spaces",
    "",
    " leading and trailing  ",
    "it's we'll THEY'RE 1234567 3.14\n\n\tnew\r\nline   \n end",
    "e\u0301 é Ａ ﬁ \u200d \u00a0x",
    "<s> [CLS] <|im_start|>user\nhi<|im_end|> <mask>!",
]
CORPUS = TEXTS * 20 + [f"line {i}: heat, vapour, condense, collect; repeat {i * 7 % 13} times." for i in range(200)]
ALPHABET = pre_tokenizers.ByteLevel.alphabet()
QWEN2 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
LLAMA3 = QWEN2.replace(r"\p{N}|", r"\p{N}{1,3}|", 1)


def special(*contents):
    return [AddedToken(c, special=True, normalized=False) for c in contents]


def byte_pairs(specials, size=340):
    return trainers.BpeTrainer(vocab_size=size, special_tokens=specials, initial_alphabet=ALPHABET, show_progress=False)


def gpt2():
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    tok.post_processor = processors.ByteLevel(trim_offsets=False)
    tok.train_from_iterator(CORPUS, byte_pairs(special("<|endoftext|>")))
    return tok


def qwen2():
    tok = Tokenizer(models.BPE())
    tok.normalizer = normalizers.NFC()
    tok.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(QWEN2), behavior="isolated", invert=False),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tok.decoder = decoders.ByteLevel()
    tok.post_processor = processors.ByteLevel(trim_offsets=False)
    tok.train_from_iterator(CORPUS, byte_pairs([]))
    tok.add_special_tokens(special("<|endoftext|>", "<|im_start|>", "<|im_end|>"))
    return tok


def llama3():
    tok = Tokenizer(models.BPE(ignore_merges=True))
    tok.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(LLAMA3), behavior="isolated", invert=False),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tok.decoder = decoders.ByteLevel()
    tok.train_from_iterator(CORPUS, byte_pairs([]))
    tok.add_special_tokens(special("<|begin_of_text|>"))
    begin = tok.token_to_id("<|begin_of_text|>")
    tok.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=False),
        processors.TemplateProcessing(single="<|begin_of_text|> $A", pair="<|begin_of_text|> $A <|begin_of_text|>:1 $B:1",
                                      special_tokens=[("<|begin_of_text|>", begin)])])
    return tok


def llama2():
    tok = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tok.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tok.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
                                     decoders.Strip(" ", 1, 0)])
    bytes_ = [f"<0x{b:02X}>" for b in range(256)]
    # Trained on words, so that the vocabulary has pieces; the bytes are its own tokens, not added ones.
    learnt = Tokenizer(models.BPE())
    learnt.normalizer = tok.normalizer
    learnt.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
    learnt.train_from_iterator(CORPUS[-200:], trainers.BpeTrainer(vocab_size=150, show_progress=False))
    model = json.loads(learnt.to_str())["model"]
    tokens = ["<unk>", "<s>", "</s>"] + bytes_ + list(model["vocab"])
    whole = json.loads(tok.to_str())
    whole["model"]["vocab"] = {t: i for i, t in enumerate(tokens)}
    whole["model"]["merges"] = model["merges"]
    tok = Tokenizer.from_str(json.dumps(whole))
    tok.add_special_tokens(special("<unk>", "<s>", "</s>"))
    tok.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 1)])
    return tok


def roberta():
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    tok.train_from_iterator(CORPUS, byte_pairs(special("<s>", "<pad>", "</s>", "<unk>")))
    tok.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True, normalized=False)])
    tok.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False)
    return tok


def bert(lowercase):
    tok = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tok.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tok.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tok.decoder = decoders.WordPiece()
    tok.train_from_iterator(CORPUS, trainers.WordPieceTrainer(
        vocab_size=260, special_tokens=special("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"), show_progress=False))
    tok.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return tok


def unigram():
    tok = Tokenizer(models.Unigram())
    tok.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tok.pre_tokenizer = pre_tokenizers.Metaspace()
    tok.decoder = decoders.Metaspace()
    tok.train_from_iterator(CORPUS, trainers.UnigramTrainer(
        vocab_size=200, special_tokens=special("<unk>", "</s>"), unk_token="<unk>", show_progress=False))
    tok.post_processor = processors.TemplateProcessing(single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)])
    # Padding and truncation are for whoever makes batches.
    tok.enable_padding(length=40)
    tok.enable_truncation(max_length=8)
    return tok


def case(name, tok):
    whole = json.loads(tok.to_str())
    tok.no_padding()
    tok.no_truncation()
    rows = []
    for text in TEXTS:
        ids = tok.encode(text).ids
        rows.append(dict(text=text, ids=ids, plain=tok.decode(ids), special=tok.decode(ids, skip_special_tokens=False)))
    return dict(name=name, vocabulary=max(tok.get_vocab().values()) + 1, rows=rows, tokenizer=whole)


KINDS = dict(gpt2=gpt2, qwen2=qwen2, llama3=llama3, llama2=llama2, roberta=roberta, bert_uncased=lambda: bert(True),
             bert_cased=lambda: bert(False), unigram=unigram)
json.dump([case(name, make()) for name, make in KINDS.items()], sys.stdout, ensure_ascii=False, separators=(",", ":"))
print()
