"""Reference values of RoBERTa, computed by transformers, in the layout of generate.py's model families.

usage: python roberta.py OUT_DIR        (pip install torch transformers tokenizers safetensors)

OUT_DIR/models/roberta/    config.json, model.safetensors, tokenizer.json, expected.json; the padding has the id 1, and a
                           row that is padded on the left shows that positions count the tokens that are not padding
"""
import json, pathlib, sys
import torch
import transformers as tf
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

SEED = 0
TEXTS = ["The alembic drips; what rises first is light.", "Olá, mundo! Ação e reação — 42 vezes.",
         "def f(x): return x ** 2  # naïve", "冷たい水 🧪 and  two  spaces"]
CORPUS = TEXTS * 20 + [f"line {i}: heat, vapour, condense, collect; repeat {i * 7 % 13} times." for i in range(200)]


def tokenizer():
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    special = [AddedToken(c, special=True, normalized=False) for c in ("<s>", "<pad>", "</s>", "<unk>")]
    tok.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=383, special_tokens=special,
                                                        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    tok.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True, normalized=False)])
    tok.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False)
    return tok


def model():
    torch.manual_seed(SEED)
    model = tf.RobertaForSequenceClassification(tf.RobertaConfig(
        vocab_size=384, hidden_size=48, intermediate_size=96, num_hidden_layers=3, num_attention_heads=4,
        max_position_embeddings=66, type_vocab_size=1, layer_norm_eps=1e-5, num_labels=5))
    torch.manual_seed(SEED + 1)
    for p in model.parameters():                      # larger than the default init, so that a wrong layer shows
        if p.dim() > 1:
            torch.nn.init.normal_(p, std=0.15)
        else:
            p.data += 0.1 * torch.randn_like(p)
    return model.eval()


def rounded(values):
    return [rounded(v) for v in values] if isinstance(values, list) else round(values, 6)


folder = pathlib.Path(sys.argv[1]) / "models" / "roberta"
folder.mkdir(parents=True, exist_ok=True)
tok, net = tokenizer(), model()
net.save_pretrained(folder)
tok.save(str(folder / "tokenizer.json"))
rows = [tok.encode(t).ids for t in TEXTS]
width = max(map(len, rows))
pads = [[1] * (width - len(r)) for r in rows]
ids = torch.tensor([p + r if i == len(rows) - 1 else r + p for i, (r, p) in enumerate(zip(rows, pads))])
mask = (ids != 1).long()
with torch.no_grad():
    o = net(input_ids=ids, attention_mask=mask, output_hidden_states=True)
(folder / "expected.json").write_text(json.dumps(dict(
    text=TEXTS, input_ids=ids.tolist(), attention_mask=mask.tolist(), logits=rounded(o.logits.tolist()),
    hidden_states=rounded(o.hidden_states[-1].tolist()))))
