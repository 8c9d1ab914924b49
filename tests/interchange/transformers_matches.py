"""Whether transformers loads what is written here, and computes the same.

usage: python transformers_matches.py FOLDER      (pip install -r requirements-transformers.txt)

FOLDER is `tmp/transformers` of Cargo's target folder, filled by `cargo test -p stillroom-cli --test suite`: one folder for
each model, with what Stillroom computed in asked.json. Of each, the logits of AutoModelForCausalLM or
AutoModelForSequenceClassification; of students, the ids of AutoTokenizer, the card by huggingface_hub and by a reader of
Markdown, and the Python in it. Ends with 1 if anything differs.
"""
import contextlib, io, json, os, sys, warnings
from pathlib import Path
import torch, transformers
from huggingface_hub import ModelCard
from markdown_it import MarkdownIt
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer, GenerationConfig

TOLERANCE = 1e-4
"""Largest difference of a logit: sums are taken in another order."""

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()


def logits(folder, asked):
    """How far off they are; nothing may be missing or left over in the file."""
    architecture, = json.loads((folder / "config.json").read_text())["architectures"]
    kind = AutoModelForSequenceClassification if architecture.endswith("ForSequenceClassification") else AutoModelForCausalLM
    model, info = kind.from_pretrained(folder, output_loading_info=True)
    assert type(model).__name__ == architecture, type(model)
    assert not any(info[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys")), info
    ids = torch.tensor(asked["input_ids"])
    mask = torch.tensor(asked.get("attention_mask") or torch.ones_like(ids).tolist())
    with torch.no_grad():
        theirs = model.eval()(input_ids=ids, attention_mask=mask).logits
    ours = torch.tensor(asked["logits"])
    assert ours.shape == theirs.shape, (ours.shape, theirs.shape)
    off = (ours - theirs).abs()
    return (off[mask.bool()] if ours.dim() == 3 else off).max().item(), model


def tokens(folder, texts):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    for text in texts:
        ids = tokenizer(text["text"])["input_ids"]
        assert ids == text["ids"], (text, ids)
    return tokenizer


def continues(model, tokenizer):
    """As generation_config.json says."""
    inputs = tokenizer(["It is", "1"], return_tensors="pt", padding=True, return_token_type_ids=False)
    settings = GenerationConfig.from_pretrained(model.name_or_path)
    written = model.generate(**inputs)
    assert written.shape[1] <= inputs["input_ids"].shape[1] + settings.max_new_tokens
    assert settings.eos_token_id == tokenizer.eos_token_id and settings.pad_token_id == tokenizer.pad_token_id


def spans(markdown):
    """Texts of all spans of code."""
    blocks = MarkdownIt("commonmark").enable("table").parse(markdown)
    inline = [child for block in blocks for child in block.children or []]
    assert all(child.type in ("text", "code_inline", "softbreak", "strong_open", "strong_close") for child in inline), inline
    return [child.content for child in inline if child.type == "code_inline"], blocks


def card(folder, asked):
    """Names are shown as they are, the front matter is read, and the Python runs."""
    card = ModelCard.load(folder / "README.md")
    data = card.data.to_dict()
    assert data["model_name"] == asked["names"][0] and data["tags"] == ["stillroom", "distillation"], data
    assert "license" not in data and data["pipeline_tag"] in ("text-generation", "text-classification"), data
    shown, blocks = spans(card.content.split("\n---", 1)[1])
    for name in asked["names"] + asked.get("classes", []):
        assert name in shown, (name, shown)
    assert sum(block.type == "table_open" for block in blocks) == (2 if "classes" in asked else 1)
    programs = [block.content for block in blocks if block.type == "fence" and block.info == "python"]
    return [run(program, folder) for program in programs]


def run(program, folder):
    before, said = os.getcwd(), io.StringIO()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(said):
            exec(program, {})
    finally:
        os.chdir(before)
    return said.getvalue()


def check(folder):
    asked = json.loads((folder / "asked.json").read_text())
    found = []
    if "logits" in asked:
        off, model = logits(folder, asked)
        assert off <= TOLERANCE, off
        found.append(f"{type(model).__name__}, logits off by {off:.1e}")
    if "texts" in asked:
        continues(model, tokens(folder, asked["texts"]))
        found.append(f"{len(asked['texts'])} texts cut alike, continued")
    if "names" in asked:
        said = card(folder, asked)
        assert said and all(said), said
        assert "classes" not in asked or said[-1].rstrip("\n") in asked["classes"], said
        found.append(f"the card is read, and {len(said)} programs in it run")
    return "; ".join(found)


[folder] = sys.argv[1:]
names = sorted(path.parent.name for path in Path(folder).glob("*/asked.json"))
print(f"torch {torch.__version__}, transformers {transformers.__version__}, {len(names)} models")
good = 0
for name in names:
    try:
        print(f"✓ {name:<20} {check(Path(folder) / name)}")
        good += 1
    except Exception as error:
        print(f"✗ {name:<20} {type(error).__name__}: {error}")
print(f"Tests  {good} passed | {len(names) - good} failed")
sys.exit(0 if names and good == len(names) else 1)
