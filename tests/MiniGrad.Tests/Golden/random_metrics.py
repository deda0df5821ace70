"""Metrics and curves of 1,000 random cases: few rows with ties, missing classes and weights, and scikit-learn's figures.

All numbers are multiples of a quarter, so that ties are ties, sums are exact, and a file of them is short. Weights are such too, some of
them 0. Null is NaN, where scikit-learn gives none or refuses; what MiniGrad defines otherwise is said beside it.

    python3 random_metrics.py

writes random_metrics.json beside itself, one case a line.
"""

import json
import pathlib
import warnings
from random import Random

import numpy
import sklearn
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve
from sklearn.exceptions import UndefinedMetricWarning

CASES = {"classes": 350, "labels": 200, "numbers": 250, "curves": 200}
BINS = 5


def quarters(random, rows, columns, most):
    return numpy.array([[random.randint(-most, most) / 4 for _ in range(columns)] for _ in range(rows)])


def some_weights(random, rows):
    """None, for half of the cases; else some are 0, but not all."""
    if random.random() < 0.5:
        return None
    weights = [random.choice((0.0, 0.25, 0.5, 1.0, 1.0, 2.0, 3.25)) for _ in range(rows)]
    return weights if any(weights) else [1.0] * rows


def case(kind, outputs, weights, values, **more):
    given = {} if weights is None else {"w": times_four(weights)}
    rounded = {name: None if value is None or numpy.isnan(value) else float(f"{value:.16g}") for name, value in values.items()}
    return {"kind": kind, "columns": outputs.shape[1], "x": times_four(outputs.flatten()), **more, **given, "values": rounded}


def times_four(numbers):
    whole = [round(number * 4) for number in numbers]
    assert all(number * 4 == as_whole for number, as_whole in zip(numbers, whole))
    return whole


def average(values, shares):
    """The weighted mean of those that are numbers."""
    known = [(value, share) for value, share in zip(values, shares) if not numpy.isnan(value)]
    total = sum(share for _, share in known)
    return sum(value * share for value, share in known) / total if total > 0 else numpy.nan


def area(is_inside, scores, weights):
    """NaN for one class alone, which scikit-learn refuses; samples of weight 0 are none."""
    counts = numpy.ones(len(scores)) if weights is None else numpy.array(weights)
    if len(set(is_inside[counts > 0])) < 2:
        return numpy.nan
    return sk.roc_auc_score(is_inside, scores, sample_weight=weights)


def precision(is_inside, scores, weights):
    """NaN for a class without samples, which scikit-learn warns of."""
    counts = numpy.ones(len(scores)) if weights is None else numpy.array(weights)
    if not is_inside[counts > 0].any():
        return numpy.nan
    return sk.average_precision_score(is_inside, scores, sample_weight=weights)


def odds(outputs):
    """The logarithm of each class's odds, rounded: rows of the same outputs in another order are tied."""
    powers = numpy.exp(outputs)
    rest = numpy.stack([numpy.delete(powers, index, axis=1).sum(axis=1) for index in range(outputs.shape[1])], axis=1)
    return numpy.round(outputs - numpy.log(rest), 11)


def of_classes(random):
    columns = random.choice((1, 2, 2, 3, 3, 4, 5))
    rows = random.randint(1, 24)
    count = max(columns, 2)
    outputs = quarters(random, rows, columns, random.choice((1, 3, 8)))
    present = random.sample(range(count), random.randint(1, count))
    likely = (outputs[:, 0] > 0).astype(int) if columns == 1 else outputs.argmax(axis=1)
    actual = numpy.array([
        int(likely[row]) if likely[row] in present and random.random() < 0.4 else random.choice(present) for row in range(rows)])
    weights = some_weights(random, rows)
    counts = numpy.ones(rows) if weights is None else numpy.array(weights)
    logits = numpy.hstack([numpy.zeros((rows, 1)), outputs]) if columns == 1 else outputs
    powers = numpy.exp(logits - logits.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    briers = [sk.brier_score_loss(actual == index, p[:, index], sample_weight=weights, pos_label=True) for index in range(count)]
    values = {
        "Matthews correlation": sk.matthews_corrcoef(actual, likely, sample_weight=weights),
        "Brier score": briers[1] if count == 2 else sum(briers),
    }
    for weighting in (None, "linear", "quadratic"):
        name = "Cohen's kappa" if weighting is None else f"Cohen's kappa ({weighting})"
        values[name] = sk.cohen_kappa_score(actual, likely, labels=range(count), weights=weighting, sample_weight=weights)
    scores = odds(outputs) if count > 2 else numpy.stack([logits[:, 0] - logits[:, 1], logits[:, 1] - logits[:, 0]], axis=1)
    shares = [counts[actual == index].sum() for index in range(count)]
    for name, score in (("ROC-AUC", area), ("average precision", precision)):
        of_each = [score(actual == index, scores[:, index], weights) for index in range(count)]
        for averaging, by in (("macro", [1] * count), ("weighted", shares)):
            values[f"{name} ({averaging})"] = of_each[1] if count == 2 else average(of_each, by)
    return case("classes", outputs, weights, values, y=actual.tolist())


def of_labels(random):
    columns = random.randint(1, 5)
    rows = random.randint(1, 20)
    outputs = quarters(random, rows, columns, random.choice((1, 2, 6)))
    frequent = [random.choice((0.0, 0.1, 0.5, 0.9, 1.0)) for _ in range(columns)]
    actual = numpy.array([[int(random.random() < share) for share in frequent] for _ in range(rows)])
    weights = some_weights(random, rows)
    counts = numpy.ones(rows) if weights is None else numpy.array(weights)
    predicted = (outputs > 0).astype(int)
    # 0.25 is the probability of a logit of −log 3, between −1.25 and −1.
    low = (outputs > -numpy.log(3)).astype(int)
    values = {
        "label accuracy": average((actual == predicted).mean(axis=1), counts),
        "subset accuracy": sk.accuracy_score(actual, predicted, sample_weight=weights),
        "subset accuracy, threshold 0.25": sk.accuracy_score(actual, low, sample_weight=weights),
    }
    if columns > 1:
        # Of one column scikit-learn makes two classes.
        values["label accuracy"] = 1 - sk.hamming_loss(actual, predicted, sample_weight=weights)
        for averaging in ("micro", "macro", "weighted", "samples"):
            figure = sk.f1_score(actual, predicted, average=averaging, zero_division=0, sample_weight=weights)
            values[f"multi-label F1 ({averaging})"] = figure
        values["multi-label F1 (macro), threshold 0.25"] = sk.f1_score(
            actual, low, average="macro", zero_division=0, sample_weight=weights)
    areas = [area(actual[:, label], outputs[:, label], weights) for label in range(columns)]
    values["multi-label ROC-AUC (macro)"] = average(areas, [1] * columns)
    values["multi-label ROC-AUC (weighted)"] = average(areas, [(counts * actual[:, label]).sum() for label in range(columns)])
    values["multi-label ROC-AUC (micro)"] = area(actual.flatten(), outputs.flatten(), numpy.repeat(counts, columns))
    if columns > 1 and not any(numpy.isnan(areas)):
        for averaging in ("micro", "macro", "weighted"):
            figure = sk.roc_auc_score(actual, outputs, average=averaging, sample_weight=weights)
            assert abs(values[f"multi-label ROC-AUC ({averaging})"] - figure) < 1e-14
            values[f"multi-label ROC-AUC ({averaging})"] = figure
    return case("labels", outputs, weights, values, y=actual.flatten().tolist())


def of_numbers(random):
    columns = random.choice((1, 1, 2, 3))
    rows = random.randint(1, 20)
    most = random.choice((2, 8, 400))
    targets = quarters(random, rows, columns, most)
    if random.random() < 0.2:
        targets[:, 0] = targets[0, 0]
    outputs = targets + quarters(random, rows, columns, random.choice((0, 1, 4)))
    weights = some_weights(random, rows)
    repeats = numpy.ones(rows, dtype=int) if weights is None else numpy.array(times_four(weights))
    values = {
        "MAPE": sk.mean_absolute_percentage_error(targets, outputs, sample_weight=weights),
        "explained variance": sk.explained_variance_score(targets, outputs, sample_weight=weights),
        # A weight is that many samples.
        "median AE": sk.median_absolute_error(numpy.repeat(targets, repeats, axis=0), numpy.repeat(outputs, repeats, axis=0)),
    }
    return case("numbers", outputs, weights, values, y=times_four(targets.flatten()))


def of_curves(random):
    """Scores in sixteenths from 0 to 1, which are probabilities as well."""
    rows = random.randint(2, 24)
    scores = numpy.array([random.randint(0, random.choice((2, 16))) / 16 for _ in range(rows)])
    actual = numpy.array([int(random.random() < 0.2 + 0.6 * score) for score in scores])
    weights = some_weights(random, rows)
    counts = numpy.ones(rows) if weights is None else numpy.array(weights)
    if len(set(actual[counts > 0])) < 2:
        return of_curves(random)
    made = {}
    for name, drops in (("roc", True), ("rocAll", False)):
        false, true, thresholds = sk.roc_curve(actual, scores, sample_weight=weights, drop_intermediate=drops)
        # The first is one above the largest score; MiniGrad's is infinite, as later versions' is.
        made[name] = [exact(false), exact(true), exact(thresholds[1:])]
    precisions, recalls, thresholds = sk.precision_recall_curve(actual, scores, sample_weight=weights)
    made["precisionRecall"] = [exact(precisions), exact(recalls), exact(thresholds)]
    repeats = times_four(counts)
    true, predicted = calibration_curve(numpy.repeat(actual, repeats), numpy.repeat(scores, repeats), n_bins=BINS)
    made["calibration"] = [exact(true), exact(predicted)]
    made["area"] = sk.roc_auc_score(actual, scores, sample_weight=weights)
    made["averagePrecision"] = sk.average_precision_score(actual, scores, sample_weight=weights)
    given = {} if weights is None else {"w": times_four(weights)}
    return {"kind": "curves", "x": [round(16 * score) for score in scores], "y": actual.tolist(), **given, **made}


def exact(numbers):
    return [float(f"{number:.16g}") for number in numbers]


def main():
    makers = {"classes": of_classes, "labels": of_labels, "numbers": of_numbers, "curves": of_curves}
    with warnings.catch_warnings():
        # Of κ without disagreement by chance, which is NaN, and of classes that are predicted and not there.
        warnings.simplefilter("ignore", UndefinedMetricWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.simplefilter("ignore", UserWarning)
        cases = [makers[kind](Random(f"{kind} {number}")) for kind, count in CASES.items() for number in range(count)]
    lines = ",\n".join(json.dumps(one, allow_nan=False, separators=(",", ":")) for one in cases)
    path = pathlib.Path(__file__).with_name("random_metrics.json")
    path.write_text(f'{{\n"scikit-learn": "{sklearn.__version__}",\n"cases": [\n{lines}\n]\n}}\n', encoding="utf-8")
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
