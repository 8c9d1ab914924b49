"""Runs the ONNX files that `cargo test -p stillroom-formats --test onnx` leaves, and compares their logits.

usage: python onnx_matches.py FOLDER      (FOLDER is `tmp/onnx` of Cargo's target folder; pip install -r requirements.txt)

Each NAME.json holds batches with the logits that Stillroom, transformers or numpy computed; NAME.f32.onnx must give the
same, NAME.int8.onnx nearly so. Both must pass ONNX's own checker, and must refuse what they cannot compute.
"""
import json, sys
from pathlib import Path
import numpy as np
import onnx, onnxruntime

F32 = 1e-4
"""Largest difference of a logit in f32: sums are taken in another order."""
INT8 = 0.1
"""Largest root mean square of the difference, as a share of the logits' own spread."""

onnxruntime.set_default_logger_severity(4)


def session(path):
    onnx.checker.check_model(str(path), full_check=True)
    graph = onnx.load(str(path)).graph
    unused = {weight.name for weight in graph.initializer} - {name for node in graph.node for name in node.input}
    assert not unused, f"{path}: nothing reads {unused}"
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def run(model, ids, mask):
    feed = {"input_ids": np.array(ids, np.int64), "attention_mask": np.array(mask, np.int64)}
    return model.run(["logits"], feed)[0]


def compared(case, batch, logits):
    """Ours and theirs: of tokens, where there is a logit for each; padding has none that mean anything."""
    expected = np.array(batch["logits"], np.float32).reshape(logits.shape)
    real = np.array(batch["attention_mask"], bool)
    return (logits[real], expected[real]) if case["per_token"] else (logits, expected)


def refuses(model, ids, mask):
    try:
        run(model, ids, mask)
    except Exception:
        return True
    return False


def refusals(case, model):
    """What a file must refuse: a row that is too long, an id beyond the table, an id below 0."""
    ask = lambda length, id: refuses(model, [[1] * (length - 1) + [id]], [[1] * length])
    too_long = not case["bounded"] or ask(case["max_length"] + 1, 1)
    return too_long and ask(2, case["ids"]) and ask(2, -1)


def check(folder, name):
    case = json.loads((folder / f"{name}.json").read_text())
    floats, bytes_ = (session(folder / f"{name}.{kind}.onnx") for kind in ("f32", "int8"))
    off, rounded, spread, agreed = 0.0, [], [], []
    for batch in case["batches"]:
        asked = batch["input_ids"], batch["attention_mask"]
        ours, theirs = compared(case, batch, run(floats, *asked))
        off = max(off, np.abs(ours - theirs).max())
        ours, theirs = compared(case, batch, run(bytes_, *asked))
        rounded.append((ours - theirs).ravel())
        spread.append(theirs.ravel())
        agreed.append((ours.argmax(-1) == theirs.argmax(-1)).ravel())
    rounded, spread = np.concatenate(rounded), np.concatenate(spread)
    share = np.sqrt((rounded ** 2).mean()) / spread.std()
    refused = refusals(case, floats) and refusals(case, bytes_)
    well = off <= F32 and share <= INT8 and refused
    print(f"{'✓' if well else '✗'} {name:<16} f32 off by {off:.1e}; int8 by {np.abs(rounded).max():.3f} of ±{np.abs(spread).max():.1f}, "
          f"rms {share:.2%}, {np.concatenate(agreed).mean():.1%} of the choices the same; "
          f"{'refuses what it must' if refused else 'ACCEPTS WHAT IT CANNOT COMPUTE'}")
    return bool(well)


folder = Path(sys.argv[1])
names = sorted(path.stem for path in folder.glob("*.json"))
print(f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}, {len(names)} models")
good = [check(folder, name) for name in names]
print(f"Tests  {sum(good)} passed | {len(good) - sum(good)} failed")
sys.exit(0 if good and all(good) else 1)
