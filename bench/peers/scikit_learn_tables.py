"""Fits scikit-learn's multi-layer perceptron to folds of the tables that come with it, one fit at a time, on request.

Started by `tables` of bench/MiniGrad.Benchmarks, which also sets the number of threads in the environment. The one argument is a folder, in which a
file TABLE.csv is written for each table: a column for each feature, `target`, and `fold`, the part of five that a row is tested in. The first line of
output says "ready" and the version, or "missing" and why. Then every line of input asks for one fit and is answered by one line:

    TABLE FOLD SEED HIDDEN EPOCHS BATCH RATE ALPHA      as in "wine 3 1 64 100 32 0.001 0.0001"
    SCORE SECONDS

The score is the accuracy, or for diabetes R², on the fold's rows; the others are learned from. Inputs, and diabetes' targets, are scaled to mean 0 and
standard deviation 1 by the rows that are learned from. The time is that of scaling and fitting.

Between fits it waits for input, and it ends with it.
"""
import csv
import os
import sys
import time
import warnings

try:
    import numpy
    import sklearn
    from sklearn import datasets
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.model_selection import KFold, StratifiedKFold
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.preprocessing import StandardScaler
except ImportError as error:
    print("missing", error, flush=True)
    sys.exit(0)

FOLDS = 5
REGRESSIONS = {"diabetes"}
TABLES = {
    "breast-cancer": datasets.load_breast_cancer,
    "wine": datasets.load_wine,
    "digits": datasets.load_digits,
    "diabetes": lambda **options: datasets.load_diabetes(scaled=False, **options),
}


def load(name):
    """The inputs, the targets and the fold that each row is tested in."""
    inputs, targets = TABLES[name](return_X_y=True)
    splitter = (KFold if name in REGRESSIONS else StratifiedKFold)(FOLDS, shuffle=True, random_state=0)
    folds = numpy.empty(len(targets), dtype=int)
    for fold, (_, tested) in enumerate(splitter.split(inputs, targets)):
        folds[tested] = fold
    return inputs, targets, folds


def write(folder, name, inputs, targets, folds):
    with open(os.path.join(folder, f"{name}.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f"feature{i}" for i in range(inputs.shape[1])] + ["target", "fold"])
        for row, target, fold in zip(inputs.tolist(), targets.tolist(), folds.tolist()):
            writer.writerow([*map(repr, row), repr(target), fold])


def fit(name, data, fold, seed, hidden, epochs, batch, rate, alpha):
    inputs, targets, folds = data
    train, test = folds != fold, folds == fold
    settings = {
        "hidden_layer_sizes": hidden, "max_iter": epochs, "batch_size": batch, "learning_rate_init": rate, "alpha": alpha, "random_state": seed,
        "tol": 0, "n_iter_no_change": epochs,  # every fit goes through all epochs
    }
    train_inputs, train_targets = inputs[train], targets[train]
    start = time.perf_counter()
    scaler = StandardScaler()
    train_inputs = scaler.fit_transform(train_inputs)
    if name in REGRESSIONS:
        target_scaler = StandardScaler()
        train_targets = target_scaler.fit_transform(train_targets.reshape(-1, 1)).ravel()
        model = MLPRegressor(**settings).fit(train_inputs, train_targets)
    else:
        model = MLPClassifier(**settings).fit(train_inputs, train_targets)
    seconds = time.perf_counter() - start
    test_targets = targets[test]
    if name in REGRESSIONS:
        test_targets = target_scaler.transform(test_targets.reshape(-1, 1)).ravel()  # R² is the same in any unit
    return model.score(scaler.transform(inputs[test]), test_targets), seconds


def main():
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    tables = {name: load(name) for name in TABLES}
    for name, data in tables.items():
        write(sys.argv[1], name, *data)
    print("ready scikit-learn", sklearn.__version__, flush=True)
    for line in sys.stdin:
        name, fold, seed, hidden, epochs, batch, rate, alpha = line.split()
        sizes = [int(size) for size in hidden.split(",")]
        print(*fit(name, tables[name], int(fold), int(seed), sizes, int(epochs), int(batch), float(rate), float(alpha)), flush=True)


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
