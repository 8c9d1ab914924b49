"""Reference values of the language models' metrics and verdict, computed by numpy and by plain Python.

usage: python language.py > language.json      (pip install numpy)

tokens      random logits of a teacher and a model, targets, a mask and the bytes of each target; from them the sum of the
            negative log-likelihoods in nats, perplexity, bits per byte, mean KL(teacher || model) and top-1 agreement, over
            the tokens of the mask and by document
diversity   samples of tokens; distinct-n = distinct n-grams of all samples / their tokens (Li et al. 2016), and
            the mean of 1 - distinct / all 4-grams of a sample (seq-rep-4, Welleck et al. 2020)
verdicts    nats of students and controls [pairs][documents] and bytes [documents]; gain = bits per byte that the student
            saves, sum over documents / sum of their bytes, mean over pairs; the percentile interval of a paired bootstrap
            over documents and pairs, with two documents added of mean length, one with the root mean square of the gain,
            one with its negative
"""
import json, math, sys
import numpy as np

random = np.random.default_rng(0)
RESAMPLES = 100_000
NEGLIGIBLE = 0.005


def log_softmax(z):
    z = z - z.max(-1, keepdims=True)
    return z - np.log(np.exp(z).sum(-1, keepdims=True))


def tokens_case(name, count, vocabulary, documents, masked):
    teacher = random.normal(0, 2, (count, vocabulary))
    model = teacher + random.normal(0, 1, (count, vocabulary))
    log_p, log_q = log_softmax(teacher), log_softmax(model)
    targets, lengths = random.integers(0, vocabulary, count), random.integers(0, 6, count)
    mask = (random.random(count) >= masked).astype(int)
    segments = np.sort(random.integers(0, documents + 1, count))  # 0 is padding
    mask[segments == 0] = 0
    nll = -log_q[np.arange(count), targets].round(6)
    kl = (np.exp(log_p) * (log_p - log_q)).sum(1).round(6)
    agree = (log_p.argmax(1) == log_q.argmax(1)).astype(int)
    on = mask == 1
    total, n, size = nll[on].sum(), int(on.sum()), int(lengths[on].sum())
    return dict(
        name=name, nll=nll.tolist(), kl=kl.tolist(), agree=agree.tolist(), mask=mask.tolist(), segments=segments.tolist(),
        documents=documents, tokens=n, bytes=size, nats=total, perplexity=math.exp(total / n), bits_per_byte=total / math.log(2) / size,
        mean_kl=kl[on].mean(), agreement=agree[on].mean(),
        nats_by_document=[nll[on & (segments == d + 1)].sum() for d in range(documents)])


def ngrams(sample, n):
    return [tuple(sample[i:i + n]) for i in range(len(sample) - n + 1)]


def diversity_case(name, samples):
    size = sum(map(len, samples))
    distinct = [len({g for s in samples for g in ngrams(s, n)}) / size for n in (1, 2, 3)]
    shares = [1 - len(set(ngrams(s, 4))) / len(ngrams(s, 4)) for s in samples if len(s) >= 4]
    return dict(name=name, samples=samples, distinct=distinct, repetition=sum(shares) / len(shares))


def draw(count, length, vocabulary):
    return random.integers(0, vocabulary, (count, length)).tolist()


def bootstrap(gains, sizes):
    """gains in nats [pairs][documents]; returns the interval in bits per byte."""
    per_byte = gains / sizes
    spread = np.sqrt((sizes * per_byte**2).sum(1) / sizes.sum())
    mean = sizes.mean()
    gains = np.hstack([gains, (spread * mean)[:, None], (-spread * mean)[:, None]])
    sizes = np.append(sizes, [mean, mean])
    pairs, documents = gains.shape
    counts = random.multinomial(documents, np.full(documents, 1 / documents), RESAMPLES)
    by_pair = counts @ gains.T / (counts @ sizes)[:, None] / math.log(2)
    drawn = random.integers(0, pairs, (RESAMPLES, pairs))
    return np.quantile(np.take_along_axis(by_pair, drawn, 1).mean(1), [0.025, 0.975]).tolist()


def verdict_case(name, documents, gains, spread, sizes=(200, 2000)):
    """Documents of random length; the pairs' mean gains are in bits per byte."""
    length = random.integers(*sizes, documents)
    control = length * random.normal(1.5, 0.2, (len(gains), documents))
    per_byte = (np.array(gains)[:, None] + random.normal(0, spread, (len(gains), documents))) * math.log(2)
    return verdict_of(name, length, control - length * per_byte, control)


def verdict_of(name, length, student, control):
    control, student, length = control.round(3), student.round(3), length.astype(float)
    gains = control - student
    difference = (gains.sum(1) / length.sum()).mean() / math.log(2)
    low, high = bootstrap(gains, length)
    kind = "helps" if low > 0 else "does_not_help" if high <= NEGLIGIBLE else "inconclusive"
    return dict(name=name, bytes=length.tolist(), students=student.tolist(), controls=control.tolist(), difference=difference,
                interval=[low, high], kind=kind)


def same(name, documents):
    length = random.integers(200, 2000, documents)
    control = length * random.normal(1.5, 0.2, (1, documents))
    return verdict_of(name, length, control, control)


json.dump(dict(
    tokens=[
        tokens_case("everything counts", 60, 11, 1, 0.0),
        tokens_case("a third is masked", 200, 30, 7, 0.33),
        tokens_case("few tokens", 6, 4, 2, 0.2),
    ],
    diversity=[
        diversity_case("any tokens", draw(5, 40, 500)),
        diversity_case("few words", draw(4, 60, 5)),
        diversity_case("one word", [[7] * 12, [7] * 5]),
        diversity_case("short samples", [[1, 2], [3], [], [1, 2, 3, 4], [1, 1, 1, 1, 1]]),
    ],
    verdicts=[
        verdict_case("clearly better", 120, [0.05, 0.06, 0.04], 0.05),
        verdict_case("clearly worse", 120, [-0.04, -0.05], 0.05),
        verdict_case("about the same", 120, [0.001, -0.002, 0.003], 0.02),
        verdict_case("no gain worth having", 400, [0.0, 0.001], 0.01),
        verdict_case("pairs that disagree", 100, [0.10, -0.02], 0.03),
        verdict_case("one pair", 150, [0.03], 0.06),
        verdict_case("few documents", 6, [0.05, 0.05], 0.02),
        verdict_case("documents of very different lengths", 80, [0.05], 0.1, (10, 20_000)),
        verdict_case("one document", 1, [0.05, 0.06, 0.05], 0.0),
        same("the same model twice", 40),
    ]), sys.stdout, separators=(",", ":"))
