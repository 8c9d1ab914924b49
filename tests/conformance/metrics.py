"""Reference values of the metrics and of the verdict, computed by scikit-learn, statsmodels and numpy.

usage: python metrics.py > metrics.json      (pip install numpy scikit-learn statsmodels)

metrics      random logits [rows][classes] and labels; accuracy, Wilson's interval, macro-F1, log-loss, confusion,
             agreement with a teacher's classes; the calibration error as Guo et al. 2017 define it
percentiles  numpy's default quantile
verdicts     predicted classes of students and controls [pairs][rows]; the percentile interval of a paired bootstrap over
             rows and pairs, with two rows added on which one side each is right (Bonett & Price 2012)
"""
import json, sys
import numpy as np
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss
from statsmodels.stats.proportion import proportion_confint

random = np.random.default_rng(0)
RESAMPLES = 100_000


def calibration_error(probabilities, labels, bins=15):
    """temperature_scaling.py of Guo et al.: bins open below and closed above."""
    confidence, hit = probabilities.max(1), probabilities.argmax(1) == labels
    error, edges = 0.0, np.linspace(0, 1, bins + 1)
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(hit[inside].mean() - confidence[inside].mean())
    return error


def metrics_case(name, rows, classes, sharpness, labelled=None):
    labels = random.integers(0, labelled or classes, rows)
    logits = random.normal(0, 1.5, (rows, classes))
    logits[np.arange(rows), labels] += sharpness
    logits = logits.round(3).astype(np.float32).astype(np.float64)
    p = np.exp(logits - logits.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    said, teacher = p.argmax(1), random.integers(0, classes, rows)
    hits = int((said == labels).sum())
    return dict(
        name=name, classes=classes, logits=logits.ravel().round(3).tolist(), labels=labels.tolist(), teacher=teacher.tolist(),
        accuracy=accuracy_score(labels, said),
        accuracy_interval=list(proportion_confint(hits, rows, alpha=0.05, method="wilson")),
        macro_f1=f1_score(labels, said, average="macro", zero_division=0),
        nll=log_loss(labels, p, labels=range(classes)),
        calibration_error=calibration_error(p, labels),
        confusion=confusion_matrix(labels, said, labels=range(classes)).tolist(),
        agreement=accuracy_score(teacher, said))


def percentile_case(count):
    samples = random.exponential(3, count).round(4)
    points = [0.0, 0.025, 0.5, 0.95, 1.0]
    return dict(samples=samples.tolist(), points=points, expected=np.quantile(samples, points).tolist())


def answers(labels, classes, accuracies):
    """Classes of models of about the given accuracies; wrong answers are drawn evenly."""
    wrong = (labels + random.integers(1, classes, (len(accuracies), len(labels)))) % classes
    right = random.random((len(accuracies), len(labels))) < np.array(accuracies)[:, None]
    return np.where(right, labels, wrong)


def bootstrap(gains):
    gains = np.hstack([gains, np.tile([1, -1], (len(gains), 1))])
    pairs, rows = gains.shape
    counts = random.multinomial(rows, np.full(rows, 1 / rows), RESAMPLES)
    by_pair = counts @ gains.T / rows
    drawn = random.integers(0, pairs, (RESAMPLES, pairs))
    means = np.take_along_axis(by_pair, drawn, 1).mean(1)
    return np.quantile(means, [0.025, 0.975]).tolist()


def verdict_case(name, rows, students, controls):
    labels = random.integers(0, 5, rows)
    s, c = answers(labels, 5, students), answers(labels, 5, controls)
    return verdict_of(name, labels, s, c)


def verdict_of(name, labels, s, c):
    gains = (s == labels).astype(int) - (c == labels).astype(int)
    low, high = bootstrap(gains)
    kind = "helps" if low > 0 else "does_not_help" if high <= 0.005 else "inconclusive"
    return dict(name=name, labels=labels.tolist(), students=s.tolist(), controls=c.tolist(), difference=gains.mean(),
                interval=[low, high], kind=kind)


def same_answers(name, rows):
    labels = random.integers(0, 5, rows)
    s = answers(labels, 5, [0.8])
    return verdict_of(name, labels, s, s)


json.dump(dict(
    metrics=[
        metrics_case("three classes", 60, 3, 1.5),
        metrics_case("twenty classes, sure", 120, 20, 5.0),
        metrics_case("no better than chance", 50, 4, 0.0),
        metrics_case("classes without a label", 40, 6, 2.0, labelled=3),
        metrics_case("one row", 1, 2, 1.0),
    ],
    percentiles=[percentile_case(n) for n in (1, 2, 7, 40)],
    verdicts=[
        verdict_case("clearly better", 300, [0.90, 0.92, 0.91], [0.80, 0.78, 0.81]),
        verdict_case("clearly worse", 300, [0.70, 0.72], [0.85, 0.86]),
        verdict_case("about the same", 300, [0.85, 0.84, 0.86], [0.85, 0.85, 0.84]),
        verdict_case("one pair", 400, [0.90], [0.80]),
        same_answers("the same answers on many rows", 1200),
        same_answers("the same answers on few rows", 12),
    ]), sys.stdout, separators=(",", ":"))
