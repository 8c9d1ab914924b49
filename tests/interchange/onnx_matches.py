"""Runs the ONNX files that `cargo test -p stillroom-formats --test onnx` leaves, and compares what they compute.

usage: python onnx_matches.py FOLDER      (FOLDER is `tmp/onnx` of Cargo's target folder; pip install -r requirements.txt)

Each NAME.json holds batches with the logits and, of encoders, the hidden states that Stillroom, transformers or numpy
computed; NAME.f32.onnx must give the same, NAME.int8.onnx nearly so. Both must pass ONNX's own checker, and must refuse what they cannot compute.
"""
import json, sys
from pathlib import Path
import numpy as np
import onnx, onnxruntime

F32 = 1e-4
"""Largest difference of a value in f32: sums are taken in another order."""
INT8 = 0.1
"""Largest root mean square of the difference, as a share of the values' own spread."""

onnxruntime.set_default_logger_severity(4)


def session(path):
    onnx.checker.check_model(str(path), full_check=True)
    graph = onnx.load(str(path)).graph
    unused = {weight.name for weight in graph.initializer} - {name for node in graph.node for name in node.input}
    assert not unused, f"{path}: nothing reads {unused}"
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def run(model, batch):
    """What it gives, by name."""
    names = "input_ids", "attention_mask", "token_type_ids"
    feed = {name: np.array(batch[name], np.int64) for name in names if batch.get(name) is not None}
    outputs = [output.name for output in model.get_outputs()]
    return dict(zip(outputs, model.run(outputs, feed)))


def compared(case, batch, found):
    """Name, ours and theirs of each output: of tokens, where there is one for each; padding has none that mean anything."""
    expected = {"logits": batch["logits"], "last_hidden_state": batch["hidden_states"]}
    expected = {name: values for name, values in expected.items() if values is not None}
    assert set(expected) == set(found), (set(expected), set(found))
    real = np.array(batch["attention_mask"], bool)
    for name, theirs in expected.items():
        ours = found[name]
        theirs = np.array(theirs, np.float32).reshape(ours.shape)
        per_token = case["per_token"] or name == "last_hidden_state"
        yield name, *((ours[real], theirs[real]) if per_token else (ours, theirs))


def refuses(case, model, ids, type=0):
    batch = {"input_ids": [ids], "attention_mask": [[1] * len(ids)]}
    if case["token_types"]:
        batch["token_type_ids"] = [[type] * len(ids)]
    try:
        run(model, batch)
    except Exception:
        return True
    return False


def refusals(case, model):
    """What a file must refuse: a row that is too long, an id or a type beyond its table or below 0."""
    ask = lambda *asked: refuses(case, model, *asked)
    too_long = not case["bounded"] or ask([2] * (case["max_length"] + 1))
    types = not case["token_types"] or (ask([2, 2], case["token_types"]) and ask([2, 2], -1))
    return too_long and types and ask([2, case["ids"]]) and ask([2, -1]) and not ask([2, 2])


def check(folder, name):
    case = json.loads((folder / f"{name}.json").read_text())
    floats, bytes_ = (session(folder / f"{name}.{kind}.onnx") for kind in ("f32", "int8"))
    off, rounded, spread, agreed = 0.0, [], [], []
    for batch in case["batches"]:
        off = max([off, *(np.abs(ours - theirs).max() for _, ours, theirs in compared(case, batch, run(floats, batch)))])
        for name_, ours, theirs in compared(case, batch, run(bytes_, batch)):
            rounded.append((ours - theirs).ravel())
            spread.append(theirs.ravel())
            if name_ == "logits":
                agreed.append((ours.argmax(-1) == theirs.argmax(-1)).ravel())
    rounded, spread = np.concatenate(rounded), np.concatenate(spread)
    share = np.sqrt((rounded ** 2).mean()) / spread.std()
    choices = f", {np.concatenate(agreed).mean():.1%} of the choices the same" if agreed else ""
    refused = refusals(case, floats) and refusals(case, bytes_)
    well = off <= F32 and share <= INT8 and refused
    print(f"{'✓' if well else '✗'} {name:<16} f32 off by {off:.1e}; int8 by {np.abs(rounded).max():.3f} of ±{np.abs(spread).max():.1f}, "
          f"rms {share:.2%}{choices}; "
          f"{'refuses what it must' if refused else 'ACCEPTS WHAT IT CANNOT COMPUTE'}")
    return bool(well)


folder = Path(sys.argv[1])
names = sorted(path.stem for path in folder.glob("*.json"))
print(f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}, {len(names)} models")
good = [check(folder, name) for name in names]
print(f"Tests  {sum(good)} passed | {len(good) - sum(good)} failed")
sys.exit(0 if good and all(good) else 1)
