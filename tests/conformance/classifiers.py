"""Reference values of the classifiers and of the optimizer, computed by numpy in float64 from the formulas.

usage: python classifiers.py > classifiers.json      (pip install numpy)

encoder, ngram_bag   weights by name, ids [rows][length] with 0 as padding, logits [rows][classes], and the gradient of
                     Σ cotangent·logits at every weight, by central differences
optimizer            ten AdamW steps of the n-gram bag on cross-entropy, as torch.optim.AdamW takes them: decoupled decay
                     on the head's matrix only, gradients clipped as clip_grad_norm_ does; loss and norm of each step

Linear weights are [in, out].
"""
import json, sys
import numpy as np

random = np.random.default_rng(0)
MASKED = -1e9


def linear(w, name, x):
    return x @ w[f"{name}.weight"] + w[f"{name}.bias"]


def norm(x):
    return x / np.sqrt((x ** 2).mean(-1, keepdims=True) + 1e-6)


def softmax(x):
    powers = np.exp(x - x.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def attention(w, name, x, mask, heads):
    rows, length, width = x.shape
    split = lambda t: t.reshape(rows, length, heads, width // heads).swapaxes(1, 2)
    q, k, v = (split(x @ w[f"{name}.{part}.weight"]) for part in ("query", "key", "value"))
    scores = q @ k.swapaxes(2, 3) / np.sqrt(width // heads) + (1 - mask)[:, None, None] * MASKED
    return (softmax(scores) @ v).swapaxes(1, 2).reshape(rows, length, width) @ w[f"{name}.output.weight"]


def mean_over_tokens(x, mask):
    return (x * mask[..., None]).sum(1) / np.maximum(mask.sum(1), 1)[:, None]


def encoder(w, ids, layers=2, heads=2):
    mask = (ids != 0).astype(float)
    x = w["tokens.weight"][ids] + w["positions.weight"][:ids.shape[1]]
    for n in range(layers):
        b = f"blocks.{n}"
        x = x + attention(w, f"{b}.attention", norm(x), mask, heads)
        x = x + np.maximum(norm(x) @ w[f"{b}.up.weight"], 0) @ w[f"{b}.down.weight"]
    return linear(w, "head", mean_over_tokens(norm(x), mask))


def ngram_bag(w, ids):
    return linear(w, "head", mean_over_tokens(w["ngrams.weight"][ids], (ids != 0).astype(float)))


def weights(shapes):
    """Far from any initial value, so that a part that is left out shows."""
    return {name: random.normal(0.0, 0.4, shape).round(4) for name, shape in shapes.items()}


def encoder_shapes(ids, length, width, feed_forward, classes, layers):
    shapes = {"tokens.weight": (ids, width), "positions.weight": (length, width)}
    for n in range(layers):
        b = f"blocks.{n}"
        shapes |= {f"{b}.attention.{part}.weight": (width, width) for part in ("query", "key", "value", "output")}
        shapes |= {f"{b}.up.weight": (width, feed_forward), f"{b}.down.weight": (feed_forward, width)}
    return shapes | {"head.weight": (width, classes), "head.bias": (classes,)}


def bag_shapes(ids, width, classes):
    return {"ngrams.weight": (ids, width), "head.weight": (width, classes), "head.bias": (classes,)}


def gradient(forward, w, ids, cotangent, name, h=1e-5):
    slope = np.zeros_like(w[name])
    for at in np.ndindex(*slope.shape):
        moved = lambda by: {**w, name: w[name] + by * (np.indices(slope.shape).T == at).all(-1).T}
        slope[at] = ((forward(moved(h), ids) - forward(moved(-h), ids)) * cotangent).sum() / (2 * h)
    return slope


def tensors(w, decimals):
    return [dict(name=n, shape=list(t.shape), values=t.ravel().round(decimals).tolist()) for n, t in w.items()]


def model_case(forward, w, ids, classes):
    cotangent = random.normal(0, 1, (len(ids), classes)).round(3)
    gradients = {name: gradient(forward, w, ids, cotangent, name) for name in w}
    return dict(weights=tensors(w, 4), ids=ids.tolist(), cotangent=cotangent.tolist(),
                logits=forward(w, ids).round(9).tolist(), gradients=tensors(gradients, 8))


def cross_entropy_gradient(w, ids, labels):
    mask = (ids != 0).astype(float)
    share = mask / np.maximum(mask.sum(1), 1)[:, None]
    bag = mean_over_tokens(w["ngrams.weight"][ids], mask)
    p = softmax(linear(w, "head", bag))
    loss = -np.log(p[np.arange(len(labels)), labels]).mean()
    error = (p - np.eye(p.shape[1])[labels]) / len(labels)
    ngrams = np.zeros_like(w["ngrams.weight"])
    np.add.at(ngrams, ids, share[..., None] * (error @ w["head.weight"].T)[:, None])
    return loss, {"ngrams.weight": ngrams, "head.weight": bag.T @ error, "head.bias": error.sum(0)}


def optimizer_case(steps=10, lr=0.05, betas=(0.9, 0.95), eps=1e-8, decay=0.3, clip=0.25):
    start = weights(bag_shapes(9, 4, 3))
    w, m, v = dict(start), {n: 0.0 for n in start}, {n: 0.0 for n in start}
    batches, log = [], []
    for t in range(1, steps + 1):
        ids, labels = random.integers(0, 9, (5, 4)), random.integers(0, 3, 5)
        ids[:, 0] = random.integers(1, 9, 5)
        loss, g = cross_entropy_gradient(w, ids, labels)
        norm_ = np.sqrt(sum((x ** 2).sum() for x in g.values()))
        scale = min(1.0, clip / (norm_ + 1e-6))
        for n in w:
            m[n] = betas[0] * m[n] + (1 - betas[0]) * g[n] * scale
            v[n] = betas[1] * v[n] + (1 - betas[1]) * (g[n] * scale) ** 2
            w[n] = w[n] * (1 - lr * decay * (n == "head.weight"))
            w[n] = w[n] - lr * (m[n] / (1 - betas[0] ** t)) / (np.sqrt(v[n] / (1 - betas[1] ** t)) + eps)
        batches.append(dict(ids=ids.tolist(), labels=labels.tolist()))
        log.append(dict(loss=loss, grad_norm=norm_, clipped=bool(scale < 1)))
    return dict(learning_rate=lr, beta1=betas[0], beta2=betas[1], epsilon=eps, weight_decay=decay, clip_norm=clip,
                start=tensors(start, 4), batches=batches, steps=log, end=tensors(w, 9))


ids = np.array([[3, 7, 1, 10, 2], [5, 5, 9, 0, 0], [8, 0, 0, 0, 0]])
json.dump(dict(
    encoder=model_case(encoder, weights(encoder_shapes(11, 6, 8, 12, 3, 2)), ids, 3),
    ngram_bag=model_case(ngram_bag, weights(bag_shapes(11, 4, 3)), ids, 3),
    optimizer=optimizer_case()), sys.stdout, separators=(",", ":"))
