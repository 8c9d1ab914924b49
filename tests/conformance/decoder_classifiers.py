"""Reference values of decoders that classify texts, computed by transformers, in the layout of generate.py's model families.

usage: python decoder_classifiers.py OUT_DIR        (pip install torch transformers tokenizers safetensors)

OUT_DIR/models/gpt2-classifier/, llama-classifier/    config.json, model.safetensors, tokenizer.json, expected.json. The
                           class is read at the last id that is not padding: one row is padded on the left, the others on
                           the right.
"""
import json, pathlib, sys
import torch
import transformers as tf
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

SEED = 0
PADDING = 1
TEXTS = ["The alembic drips; what rises first is light.", "Olá, mundo! Ação e reação — 42 vezes.",
         "def f(x): return x ** 2  # naïve", "冷たい水 🧪 and  two  spaces"]
CORPUS = TEXTS * 20 + [f"line {i}: heat, vapour, condense, collect; repeat {i * 7 % 13} times." for i in range(200)]


def tokenizer():
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    tok.post_processor = processors.ByteLevel(trim_offsets=False)
    tok.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=320, special_tokens=["<|endoftext|>", "<pad>"],
                                                        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    return tok


def families():
    ids = dict(vocab_size=320, bos_token_id=0, eos_token_id=0, pad_token_id=PADDING, num_labels=3)
    yield "gpt2-classifier", tf.GPT2ForSequenceClassification(tf.GPT2Config(
        n_positions=64, n_embd=32, n_layer=2, n_head=4, id2label={0: "calm", 1: "stir", 2: "boil"}, **ids))
    # Untied, which says nothing here: there is no head over the vocabulary.
    yield "llama-classifier", tf.LlamaForSequenceClassification(tf.LlamaConfig(
        hidden_size=32, intermediate_size=56, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        max_position_embeddings=64, tie_word_embeddings=False, **ids))


def rounded(values):
    return [rounded(v) for v in values] if isinstance(values, list) else round(values, 6)


def write(name, tok, model, folder):
    torch.manual_seed(SEED + 1)
    for p in model.parameters():                      # larger than the default init, so that a wrong layer shows
        if p.dim() > 1:
            torch.nn.init.normal_(p, std=0.15)
        else:
            p.data += 0.1 * torch.randn_like(p)
    model.eval()
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    tok.save(str(folder / "tokenizer.json"))
    rows = [tok.encode(t).ids for t in TEXTS]
    width = max(map(len, rows)) + 1                   # of the rows padded on the right, none is read at its last place
    pads = [[PADDING] * (width - len(r)) for r in rows]
    ids = torch.tensor([p + r if i == 1 else r + p for i, (r, p) in enumerate(zip(rows, pads))])
    mask = (ids != PADDING).long()
    with torch.no_grad():
        o = model(input_ids=ids, attention_mask=mask, output_hidden_states=True)
    (folder / "expected.json").write_text(json.dumps(dict(
        text=TEXTS, input_ids=ids.tolist(), attention_mask=mask.tolist(), logits=rounded(o.logits.tolist()),
        hidden_states=rounded(o.hidden_states[-1].tolist()))))


torch.manual_seed(SEED)
for name, model in families():
    write(name, tokenizer(), model, pathlib.Path(sys.argv[1]) / "models" / name)
