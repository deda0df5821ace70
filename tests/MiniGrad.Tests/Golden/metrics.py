"""Metrics: scikit-learn's figures for random outputs with labels or targets, some of them weighted.

The values of a case stand under the names that MiniGrad's metrics have; null is NaN, where scikit-learn refuses to give a number.
Outputs and targets are exact in single precision.
"""

import warnings
from random import Random

import numpy
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve

from inputs import rounded

BINS = 15


def cases():
    return [
        classes("three classes", 60, 3),
        classes("three classes, weights", 60, 3, weigh=True),
        classes("ten classes", 200, 10),
        classes("ten classes, weights", 150, 10, weigh=True),
        classes("tied rows", 80, 4, distinct_rows=7),
        classes("tied rows, weights", 80, 4, distinct_rows=7, weigh=True),
        classes("classes that are absent or never predicted", 50, 5, labels=(0, 1, 3), unlikely=(3, 4)),
        classes("classes that are absent, weights", 50, 5, labels=(0, 1, 3), unlikely=(3, 4), weigh=True),
        classes("one class", 20, 3, labels=(2,)),
        classes("two columns", 40, 2),
        classes("two columns, weights", 40, 2, weigh=True),
        classes("two columns, one class", 12, 2, labels=(0,)),
        classes("one logit", 70, 1),
        classes("one logit, weights", 70, 1, weigh=True),
        classes("one logit, ties", 70, 1, distinct_rows=6, weigh=True),
        classes("one logit, one class", 15, 1, labels=(1,)),
        classes("one logit, class 1 never predicted", 15, 1, shift=-9),
        numbers("one number", 50, 1),
        numbers("one number, weights", 50, 1, weigh=True),
        numbers("three numbers", 40, 3),
        numbers("three numbers, weights", 40, 3, weigh=True),
        numbers("large offset", 40, 2, offset=250_000),
        numbers("equal targets", 20, 1, constant=1),
        numbers("equal targets in a column of three, weights", 20, 3, constant=1, weigh=True),
        numbers("equal targets that are met", 20, 1, constant=1, error=0),
        numbers("two samples", 2, 1),
        numbers("one sample", 1, 1),
    ]


def draw(random, rows, columns):
    return rounded([random.gauss(0, 2) for _ in range(rows * columns)], (rows, columns)).numpy()


def single(values):
    """Rounded to single precision."""
    return values.astype(numpy.float32).astype(float)


def some_weights(random, rows):
    """Some are 0."""
    return [random.choice((0.0, 0.5, 1.0, 2.0, 3.25)) for _ in range(rows)]


def case(name, outputs, weights, values, **more):
    given = {} if weights is None else {"weights": weights}
    return {"name": name, "columns": outputs.shape[1], "outputs": outputs.flatten().tolist(), **more, **given, "values": values}


def classes(name, rows, columns, labels=None, weigh=False, distinct_rows=None, unlikely=(), shift=0.0):
    random = Random(name)
    outputs = draw(random, distinct_rows or rows, columns) + shift
    if distinct_rows:
        outputs = outputs[[random.randrange(distinct_rows) for _ in range(rows)]]
    for column in unlikely:
        outputs[:, column] -= 20
    outputs = single(outputs)
    count = max(columns, 2)
    # Right somewhat more often than by chance.
    likely = (outputs[:, 0] > 0).astype(int) if columns == 1 else outputs.argmax(axis=1)
    choices = labels or range(count)
    actual = [int(likely[row]) if likely[row] in choices and random.random() < 0.4 else random.choice(choices) for row in range(rows)]
    weights = some_weights(random, rows) if weigh else None
    with warnings.catch_warnings():
        # Of undefined scores, which are 0, and of classes that are predicted and not there.
        warnings.simplefilter("ignore")
        values = class_values(outputs, numpy.array(actual), likely, probabilities(outputs), weights, is_tied=distinct_rows is not None)
        confusion = sk.confusion_matrix(actual, likely, labels=range(count), sample_weight=weights).astype(float).tolist()
    return case(name, outputs, weights, values, labels=actual, confusion=confusion)


def probabilities(outputs):
    if outputs.shape[1] == 1:
        return numpy.hstack([1 / (1 + numpy.exp(outputs)), 1 / (1 + numpy.exp(-outputs))])
    powers = numpy.exp(outputs - outputs.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def class_values(outputs, actual, predicted, p, weights, is_tied):
    count = p.shape[1]
    weighted = {"sample_weight": weights}
    values = {
        "accuracy": sk.accuracy_score(actual, predicted, **weighted),
        "balanced accuracy": sk.balanced_accuracy_score(actual, predicted, **weighted),
        "log loss": sk.log_loss(actual, p, labels=range(count), **weighted),
    }
    for score, function in {"precision": sk.precision_score, "recall": sk.recall_score, "F1": sk.f1_score}.items():
        for averaging in ("micro", "macro", "weighted"):
            values[f"{score} ({averaging})"] = function(actual, predicted, average=averaging, zero_division=0, **weighted)
        if count == 2:
            values[f"{score} (binary)"] = function(actual, predicted, labels=[1], average="macro", zero_division=0, **weighted)
    for averaging in ("macro", "weighted"):
        values[f"ROC-AUC ({averaging})"] = area(outputs, actual, p, averaging, weights)
        values[f"average precision ({averaging})"] = average_precision(outputs, actual, p, averaging, weights)
    briers = [sk.brier_score_loss(actual == index, p[:, index], sample_weight=weights, pos_label=True) for index in range(count)]
    values["Brier score"] = briers[1] if count == 2 else sum(briers)
    values["Matthews correlation"] = sk.matthews_corrcoef(actual, predicted, **weighted)
    for weighting in (None, "linear", "quadratic"):
        kappa = sk.cohen_kappa_score(actual, predicted, labels=range(count), weights=weighting, **weighted)
        values["Cohen's kappa" if weighting is None else f"Cohen's kappa ({weighting})"] = None if numpy.isnan(kappa) else kappa
    if count > 2 and not is_tied:
        for k in (1, 2, 3):
            values[f"top-{k} accuracy"] = sk.top_k_accuracy_score(actual, p, k=k, labels=range(count), **weighted)
    if weights is None:
        values["calibration error"] = calibration_error(predicted == actual, p.max(axis=1))
    return {name: None if value is None else float(value) for name, value in values.items()}


def area(outputs, actual, p, averaging, weights):
    """Where classes are absent, which scikit-learn refuses, the mean over those that are there."""
    present = sorted(set(actual))
    if len(present) == 1:
        return None
    if p.shape[1] == 2:
        return sk.roc_auc_score(actual, outputs[:, 0] if outputs.shape[1] == 1 else p[:, 1], sample_weight=weights)
    if len(present) == p.shape[1]:
        return sk.roc_auc_score(actual, p, multi_class="ovr", average=averaging, sample_weight=weights)
    areas = [sk.roc_auc_score(actual == index, p[:, index], sample_weight=weights) for index in present]
    shares = numpy.array([numpy.sum((actual == index) * (1 if weights is None else numpy.array(weights))) for index in present])
    return numpy.average(areas, weights=shares if averaging == "weighted" else None)


def average_precision(outputs, actual, p, averaging, weights):
    """Over the classes that are there: scikit-learn counts others as 0, with a warning."""
    if p.shape[1] == 2:
        if 1 not in actual:
            return None
        return sk.average_precision_score(actual, outputs[:, 0] if outputs.shape[1] == 1 else p[:, 1], sample_weight=weights)
    present = sorted(set(actual))
    scores = [sk.average_precision_score(actual == index, p[:, index], sample_weight=weights) for index in present]
    shares = numpy.array([numpy.sum((actual == index) * (1 if weights is None else numpy.array(weights))) for index in present])
    return numpy.average(scores, weights=shares if averaging == "weighted" else None)


def calibration_error(is_right, confidence):
    """The gaps of scikit-learn's reliability curve, weighted by how many samples are in its bins."""
    accuracies, confidences = calibration_curve(is_right, confidence, n_bins=BINS, pos_label=True)
    counts = numpy.bincount(numpy.searchsorted(numpy.linspace(0, 1, BINS + 1)[1:-1], confidence), minlength=BINS)
    return numpy.sum(counts[counts > 0] * numpy.abs(accuracies - confidences)) / len(confidence)


def numbers(name, rows, columns, weigh=False, offset=0, constant=None, error=0.25):
    random = Random(name)
    targets = draw(random, rows, columns) + offset
    if constant is not None:
        targets[:, 0] = constant
    targets = single(targets)
    outputs = single(targets + error * draw(random, rows, columns))
    weights = some_weights(random, rows) if weigh else None
    with warnings.catch_warnings():
        # Of R² for one sample, which is NaN.
        warnings.simplefilter("ignore")
        r_squared = float(sk.r2_score(targets, outputs, sample_weight=weights))
    values = {
        "MSE": float(sk.mean_squared_error(targets, outputs, sample_weight=weights)),
        "RMSE": float(sk.mean_squared_error(targets, outputs, sample_weight=weights, squared=False)),
        "MAE": float(sk.mean_absolute_error(targets, outputs, sample_weight=weights)),
        "MAPE": float(sk.mean_absolute_percentage_error(targets, outputs, sample_weight=weights)),
        "median AE": median(targets, outputs, weights),
        "explained variance": float(sk.explained_variance_score(targets, outputs, sample_weight=weights)),
        "R²": None if numpy.isnan(r_squared) else r_squared,
    }
    return case(name, outputs, weights, values, targets=targets.flatten().tolist())


def median(targets, outputs, weights):
    """Of weights, which are multiples of a quarter, each row as often as its weight has quarters."""
    repeats = numpy.ones(len(targets), dtype=int) if weights is None else (4 * numpy.array(weights)).astype(int)
    return float(sk.median_absolute_error(numpy.repeat(targets, repeats, axis=0), numpy.repeat(outputs, repeats, axis=0)))
