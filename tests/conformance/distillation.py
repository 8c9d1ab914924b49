"""Reference values of the objectives that objectives.json lacks, computed by numpy and scipy in float64.

usage: python distillation.py > distillation.json      (pip install numpy scipy)

teacher_logits, student_logits, labels, mask   those of objectives.json
cases           loss and gradient at the student's logits, in the form of objectives.json
uld_sizes       teacher and student with vocabularies of 13 and 9, and the other way about
hidden          teacher [tokens][5], student [tokens][5], narrow [tokens][3] and the projection [3][5]
attention       scores [batch][heads][length][length] under a mask of tokens, causal and not
relation        queries, keys and values [batch][length][width] of both sides; keys and values of the student are narrower
top_k           ids, log-probabilities and tail of the teacher at a temperature; tokens kept by k
average         log of a weighted mean of two teachers' distributions

Losses are means over the rows (tokens, queries) of the mask. Gradients are central differences.
"""
import json, pathlib, sys
import numpy as np
from scipy.special import log_softmax, logsumexp, rel_entr, softmax
from scipy.stats import wasserstein_distance

given = json.loads((pathlib.Path(__file__).parent / "objectives.json").read_text())
random = np.random.default_rng(0)
ROWS = np.array(given["mask"]).ravel().astype(bool)
T = np.array(given["teacher_logits"]).reshape(len(ROWS), -1)
S = np.array(given["student_logits"]).reshape(len(ROWS), -1)


def gradient(loss, x, step=1e-5):
    out = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[at] += step
        down[at] -= step
        out[at] = (loss(up) - loss(down)) / (2 * step)
    return out


def kl(p, q):
    return rel_entr(p, q).sum(-1)


def skew(t, s, share, temperature):
    p, q = softmax(t / temperature, -1), softmax(s / temperature, -1)
    return kl(p, share * p + (1 - share) * q).mean()


def skew_reverse(t, s, share, temperature):
    p, q = softmax(t / temperature, -1), softmax(s / temperature, -1)
    return kl(q, (1 - share) * p + share * q).mean()


def tvd(t, s, temperature):
    return 0.5 * np.abs(softmax(t / temperature, -1) - softmax(s / temperature, -1)).sum(-1).mean()


def head(p, mu):
    """Ids by falling probability until they hold mu."""
    order = np.argsort(-p, kind="stable")
    return order[: int(np.searchsorted(np.cumsum(p[order]), mu)) + 1]


def adaptive(t, s, mu, temperature, fixed):
    """The shares are those of `fixed`, the student that the gradient is taken at: they are constants."""
    p, q, f = (softmax(z / temperature, -1) for z in (t, s, fixed))
    losses = []
    for a, b, c in zip(p, q, f):
        gap, chosen = np.abs(a - c), head(a, mu)
        share = gap[chosen].sum() / gap.sum()
        losses.append(share * kl(a, b) + (1 - share) * kl(b, a))
    return np.mean(losses)


def dist(t, s, beta, gamma, temperature):
    p, q = softmax(t / temperature, -1), softmax(s / temperature, -1)
    correlation = lambda a, b: np.mean([np.corrcoef(x, y)[0, 1] for x, y in zip(a, b)])
    return temperature ** 2 * (beta * (1 - correlation(p, q)) + gamma * (1 - correlation(p.T, q.T)))


def uld(t, s, temperature=1.0):
    """The sum is n times the Wasserstein distance of the two sets of probabilities, padded to n."""
    p, q = softmax(t / temperature, -1), softmax(s / temperature, -1)
    n = max(p.shape[1], q.shape[1])
    pad = lambda x: np.pad(x, ((0, 0), (0, n - x.shape[1])))
    return np.mean([n * wasserstein_distance(a, b) for a, b in zip(pad(p), pad(q))])


def case(loss, s=S):
    """`loss(s, fixed)` of the valid rows; rows that are left out have no gradient."""
    value = lambda x: loss(x[ROWS], s[ROWS])
    grad = gradient(value, s).reshape(*np.shape(given["mask"]), -1)
    return dict(loss=value(s), grad=grad.tolist())


def cases():
    t = T[ROWS]
    out = {}
    for mu, at in ((0.5, 1), (0.9, 1), (0.5, 2)):
        out[f"adaptive_kl_{mu}_t{at}"] = case(lambda s, f: adaptive(t, s, mu, at, f))
    for beta, gamma, at in ((1, 0, 1), (0, 1, 1), (2, 0.5, 4)):
        out[f"dist_{beta}_{gamma}_t{at}"] = case(lambda s, _: dist(t, s, beta, gamma, at))
    out["skew_kl_0.4_t2"] = case(lambda s, _: skew(t, s, 0.4, 2))
    out["skew_kl_0"] = case(lambda s, _: skew(t, s, 0, 1))
    out["skew_reverse_kl_0.4_t2"] = case(lambda s, _: skew_reverse(t, s, 0.4, 2))
    out["skew_reverse_kl_0"] = case(lambda s, _: skew_reverse(t, s, 0, 1))
    out["tvd_t2"] = case(lambda s, _: tvd(t, s, 2))
    out["uld_t2"] = case(lambda s, _: uld(t, s, 2))
    return out


def uld_sizes():
    one = lambda t, s: dict(teacher=t.tolist(), student=s.tolist(), loss=uld(t, s),
                            grad=gradient(lambda x: uld(t, x), s).tolist())
    return [one(T[:4], S[:4, :9]), one(T[:4, :9], S[:4])]


def hidden():
    tokens = np.array([1, 1, 0, 1])
    teacher, student, narrow, w = (random.normal(size=n) for n in ((4, 5), (4, 5), (4, 3), (3, 5)))
    mean = lambda x: (x * tokens).sum() / tokens.sum()
    cosine = lambda s: mean(1 - (teacher * s).sum(1) / np.linalg.norm(teacher, axis=1) / np.linalg.norm(s, axis=1))
    mse = lambda s, m: mean(((s @ m - teacher) ** 2).mean(1))
    same = lambda s: mse(s, np.eye(5))
    return dict(
        mask=tokens.tolist(), teacher=teacher.tolist(), student=student.tolist(), narrow=narrow.tolist(),
        projection=w.tolist(),
        cosine=dict(loss=cosine(student), grad=gradient(cosine, student).tolist()),
        mse=dict(loss=same(student), grad=gradient(same, student).tolist()),
        projected=dict(loss=mse(narrow, w), grad=gradient(lambda s: mse(s, w), narrow).tolist(),
                       grad_projection=gradient(lambda m: mse(narrow, m), w).tolist()))


MASK = np.array([[1, 1, 1, 1], [1, 1, 0, 0]])


def patterns(scores, causal):
    """Softmax over the keys that a query may see, one query at a time."""
    out = np.zeros_like(scores)
    for b, h, i, _ in np.ndindex(scores.shape):
        keys = [j for j in range(scores.shape[3]) if MASK[b, j] and (j <= i or not causal)]
        out[b, h, i, keys] = softmax(scores[b, h, i, keys])
    return out


def over_queries(teacher, student, causal):
    per_query = kl(patterns(teacher, causal), patterns(student, causal)).mean(1)
    return (per_query * MASK).sum() / MASK.sum()


def attention():
    teacher, student = random.normal(size=(2, 2, 3, 4, 4)) * 2
    out = dict(mask=MASK.tolist(), teacher=teacher.tolist(), student=student.tolist())
    for name, causal in (("both_ways", False), ("causal", True)):
        loss = lambda s: over_queries(teacher, s, causal)
        out[name] = dict(loss=loss(student), grad=gradient(loss, student).tolist())
    return out


def relations(states, heads):
    batch, length, width = states.shape
    out = np.zeros((batch, heads, length, length))
    for b, h in np.ndindex(batch, heads):
        own = states[b][:, h * width // heads:(h + 1) * width // heads]
        out[b, h] = own @ own.T / np.sqrt(width / heads)
    return out


def relation():
    parts, heads = ("query", "key", "value"), 2
    teacher = {part: random.normal(size=(2, 4, 12)) for part in parts}
    student = {part: random.normal(size=(2, 4, 8 if part == "query" else 4)) for part in parts}
    out = dict(mask=MASK.tolist(), heads=heads, teacher={k: v.tolist() for k, v in teacher.items()},
               student={k: v.tolist() for k, v in student.items()})
    for name, causal in (("both_ways", False), ("causal", True)):
        one = lambda part, s: over_queries(relations(teacher[part], heads), relations(s, heads), causal)
        out[name] = dict(loss=sum(one(part, student[part]) for part in parts),
                         grad={part: gradient(lambda s: one(part, s), student[part]).tolist() for part in parts})
    return out


def top_k():
    out = []
    for k, temperature in ((2, 1), (4, 2), (13, 1)):
        log_p = log_softmax(T / temperature, -1)
        ids = np.argsort(-log_p, kind="stable")[:, :k]
        bucket = lambda p, row: np.append(p[ids[row]], np.delete(p, ids[row]).sum())
        def loss(s):
            q = softmax(s / temperature, -1)
            per_row = [kl(bucket(np.exp(log_p[r]), r), bucket(q[r], r)) for r in range(len(s)) if ROWS[r]]
            return temperature ** 2 * np.mean(per_row)
        tail = [logsumexp(np.delete(log_p[r], ids[r])) if k < log_p.shape[1] else None for r in range(len(S))]
        out.append(dict(k=k, temperature=temperature, ids=ids.tolist(), tail=tail,
                        log_p=np.take_along_axis(log_p, ids, 1).tolist(), loss=loss(S), grad=gradient(loss, S).tolist()))
    return out


def average():
    weights, temperature = (3, 1), 2
    p = [softmax(z / temperature, -1) for z in (T, S)]
    return dict(weights=weights, temperature=temperature, log_p=np.log(0.75 * p[0] + 0.25 * p[1]).tolist())


rounded = lambda x: (round(x, 10) if isinstance(x, float) else [rounded(y) for y in x] if isinstance(x, list)
                     else {k: rounded(v) for k, v in x.items()} if isinstance(x, dict) else x)
plain = lambda x: json.loads(json.dumps(x, default=float))
out = {key: given[key] for key in ("teacher_logits", "student_logits", "labels", "mask")}
made = dict(cases=cases(), uld_sizes=uld_sizes(), hidden=hidden(), attention=attention(), relation=relation(),
            top_k=top_k(), average=average())
json.dump(out | rounded(plain(made)), sys.stdout)
