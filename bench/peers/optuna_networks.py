"""Searches the settings of scikit-learn's multi-layer perceptron by Optuna, on the tables that come with it, one study at a time, on request.

Started by `search networks` and `search estimators` of bench/MiniGrad.Benchmarks. The one argument is a folder, in which a file TABLE.csv is written
for each table: a column for each feature, `target`, and for each seed N a column `part N`: 0 for rows to learn from (60 %), 1 for rows to choose by
(20 %), 2 for the rest. The first line of output says "ready" and the versions, or "missing" and why. Then every line of input asks for one study and
is answered by one line:

    TABLE SEED TRIALS EPOCHS PRUNED      as in "wine 3 40 30 0"
    LOSS SECONDS EPOCHS

The loss is the smallest mean log loss of rows to choose by, over all epochs of all trials. Inputs are scaled to mean 0 and standard deviation 1 by
the rows to learn from. With PRUNED 1 Optuna's median pruner, with its defaults, stops trials.
"""
import csv
import os
import sys
import time
import warnings

warnings.filterwarnings("ignore")
try:
    import numpy
    import optuna
    import sklearn
    from sklearn import datasets
    from sklearn.metrics import log_loss
    from sklearn.neural_network import MLPClassifier
    from sklearn.preprocessing import StandardScaler
except ImportError as error:
    print("missing", error, flush=True)
    sys.exit(0)

optuna.logging.set_verbosity(optuna.logging.ERROR)

SEEDS = 10
TABLES = {"breast-cancer": datasets.load_breast_cancer, "wine": datasets.load_wine, "digits": datasets.load_digits}


def parts_of(count, seed):
    order = numpy.random.RandomState(seed).permutation(count)
    parts = numpy.full(count, 2)
    parts[order[:int(0.6 * count)]] = 0
    parts[order[int(0.6 * count):int(0.8 * count)]] = 1
    return parts


def write(folder, name, inputs, targets):
    parts = [parts_of(len(targets), seed) for seed in range(SEEDS)]
    with open(os.path.join(folder, f"{name}.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f"feature{i}" for i in range(inputs.shape[1])] + ["target"] + [f"part {seed}" for seed in range(SEEDS)])
        for row in range(len(targets)):
            writer.writerow([*map(repr, inputs[row].tolist()), targets[row], *(part[row] for part in parts)])


def search(inputs, targets, seed, trials, epochs, pruned):
    parts = parts_of(len(targets), seed)
    scaler = StandardScaler().fit(inputs[parts == 0])
    train, validation = scaler.transform(inputs[parts == 0]), scaler.transform(inputs[parts == 1])
    train_targets, validation_targets = targets[parts == 0], targets[parts == 1]
    classes = numpy.unique(targets)
    made = 0

    def objective(trial):
        nonlocal made
        layers = trial.suggest_int("layers", 1, 3)
        units = [trial.suggest_int(f"units {i}", 8, 256, log=True) for i in range(layers)]
        model = MLPClassifier(
            hidden_layer_sizes=units, activation=trial.suggest_categorical("activation", ["relu", "tanh"]),
            alpha=trial.suggest_float("weight decay", 1e-7, 0.1, log=True), batch_size=trial.suggest_categorical("batch", [16, 32, 64, 128]),
            learning_rate_init=trial.suggest_float("learning rate", 1e-5, 0.1, log=True), random_state=trial.number)
        best = float("inf")
        for epoch in range(epochs):
            model.partial_fit(train, train_targets, classes=classes)
            made += 1
            loss = log_loss(validation_targets, model.predict_proba(validation), labels=classes)
            best = min(best, loss)
            trial.report(loss, epoch)
            if pruned and trial.should_prune():
                break
        return best

    pruner = optuna.pruners.MedianPruner() if pruned else optuna.pruners.NopPruner()
    start = time.perf_counter()
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed), pruner=pruner)
    study.optimize(objective, n_trials=trials)
    return study.best_value, time.perf_counter() - start, made


def main():
    tables = {name: load(return_X_y=True) for name, load in TABLES.items()}
    for name, data in tables.items():
        write(sys.argv[1], name, *data)
    print(f"ready Optuna {optuna.__version__}, scikit-learn {sklearn.__version__}", flush=True)
    for line in sys.stdin:
        name, seed, trials, epochs, pruned = line.split()
        print(*search(*tables[name], int(seed), int(trials), int(epochs), pruned == "1"), flush=True)


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
