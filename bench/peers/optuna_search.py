"""Median regrets of Optuna's samplers on the functions of the command `search`. Prints its version, then a line of a table for each line
that it is sent, and an empty one at the end.

usage: optuna_search.py FUNCTION,… SEEDS MARK,…
"""
import math
import statistics
import sys
import warnings

warnings.filterwarnings("ignore")
try:
    import numpy as np
    import optuna
except ImportError as reason:
    print(f"missing {reason}", flush=True)
    sys.exit(0)

optuna.logging.set_verbosity(optuna.logging.ERROR)

SHIFT = np.array([.31, -.22, .13, -.41, .07, .27, -.35, .18, -.09, .38])
HEIGHTS = np.array([1, 1.2, 3, 3.2])
WIDTHS = np.array([[10, 3, 17, 3.5, 1.7, 8], [.05, 10, 17, .1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, .05, 10, .1, 14]])
CENTERS = np.array([[.1312, .1696, .5569, .0124, .8283, .5886], [.2329, .4135, .8307, .3736, .1004, .9991],
                    [.2348, .1451, .3522, .2883, .3047, .6650], [.4047, .8828, .8732, .5743, .1091, .0381]])


def box(trial, dimension, low, high):
    return np.array([trial.suggest_float(f"x{i}", low, high) for i in range(dimension)])


def branin(trial):
    x, y = trial.suggest_float("x", -5, 10), trial.suggest_float("y", 0, 15)
    inner = y - 5.1 / (4 * math.pi ** 2) * x * x + 5 / math.pi * x - 6
    return inner ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10 - 0.39788735772973816


def hartmann(trial):
    x = box(trial, 6, 0, 1)
    return 3.322368011415515 - float(HEIGHTS @ np.exp(-(WIDTHS * (x - CENTERS) ** 2).sum(1)))


def ackley(trial):
    v = box(trial, 5, -32.768, 32.768) - 32.768 * SHIFT[:5]
    return float(20 + math.e - 20 * math.exp(-0.2 * math.sqrt((v * v).mean())) - math.exp(np.cos(2 * math.pi * v).mean()))


def rosenbrock(trial):
    x = box(trial, 4, -5, 10)
    return float((100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum())


def rastrigin(trial):
    v = box(trial, 5, -5.12, 5.12) - 5.12 * SHIFT[:5]
    return float((v * v - 10 * np.cos(2 * math.pi * v) + 10).sum())


def levy(trial):
    w = 1 + (box(trial, 8, -10, 10) - 1) / 4
    middle = ((w[:-1] - 1) ** 2 * (1 + 10 * np.sin(math.pi * w[:-1] + 1) ** 2)).sum()
    return float(math.sin(math.pi * w[0]) ** 2 + middle + (w[-1] - 1) ** 2 * (1 + math.sin(2 * math.pi * w[-1]) ** 2))


def sphere(trial):
    return float(((box(trial, 10, -5, 5) - 5 * SHIFT) ** 2).sum())


def styblinski(trial):
    x = box(trial, 5, -5, 5)
    return float(((x ** 4 - 16 * x * x + 5 * x) / 2 + 39.16616570377142).sum())


def mixed(trial):
    rate = math.log10(trial.suggest_float("learning rate", 1e-5, 1, log=True))
    momentum = trial.suggest_float("momentum", 0, 0.99)
    decay = math.log10(trial.suggest_float("weight decay", 1e-8, 0.1, log=True))
    size = math.log2(trial.suggest_int("batch", 8, 512, log=True))
    layers = trial.suggest_int("layers", 1, 5)
    activation = trial.suggest_categorical("activation", ["relu", "tanh", "sigmoid", "elu"])
    optimizer = trial.suggest_categorical("optimizer", ["sgd", "adam", "rmsprop"])
    best = {"sgd": -1, "adam": -2.7, "rmsprop": -3}[optimizer]
    effect = rate - (1 if optimizer == "sgd" else 0.3) * math.log10(1 - momentum) - 0.15 * (size - 5)
    return ((effect - best) ** 2 / 2 + 0.05 * (decay + 4) ** 2 + 0.04 * (size - 5.5) ** 2 + 0.1 * (layers - 3) ** 2
            + 0.3 * (momentum - 0.9) ** 2 + {"relu": 0, "elu": 0.05, "tanh": 0.15, "sigmoid": 0.6}[activation]
            + {"adam": 0, "rmsprop": 0.08, "sgd": 0.12}[optimizer])


def conditional(trial):
    layers = trial.suggest_int("layers", 1, 4)
    rate = math.log10(trial.suggest_float("learning rate", 1e-5, 1, log=True))
    loss = 0.15 * (layers - 3) ** 2 + (rate + 2.5 + 0.2 * layers) ** 2 / 2
    for i in range(layers):
        loss += 0.1 * (math.log2(trial.suggest_int(f"units {i}", 4, 512, log=True)) - 7 + i) ** 2
    if trial.suggest_categorical("dropout", [False, True]):
        return loss + 2 * (trial.suggest_float("rate", 0, 0.8) - 0.2) ** 2
    return loss + 0.2


FUNCTIONS = {"branin2": branin, "hartmann6": hartmann, "ackley5": ackley, "rosenbrock4": rosenbrock, "rastrigin5": rastrigin, "levy8": levy,
             "sphere10": sphere, "styblinski5": styblinski, "mixed7": mixed, "cond": conditional, "noisyh6": hartmann}
SAMPLERS = {"random": lambda seed: optuna.samplers.RandomSampler(seed=seed), "TPE": lambda seed: optuna.samplers.TPESampler(seed=seed),
            "TPE multivariate": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=True),
            "CMA-ES": lambda seed: optuna.samplers.CmaEsSampler(seed=seed),
            "NSGA-II": lambda seed: optuna.samplers.NSGAIISampler(seed=seed)}


def regrets(name, sampler, seed, marks):
    noise, told, true = np.random.RandomState(seed), math.inf, math.inf
    results = []

    def objective(trial):
        nonlocal told, true
        value = FUNCTIONS[name](trial)
        seen = value + (0.1 * noise.randn() if name == "noisyh6" else 0)
        if seen < told:
            told, true = seen, value
        if trial.number + 1 in marks:
            results.append(true)
        return seen

    optuna.create_study(sampler=SAMPLERS[sampler](seed)).optimize(objective, n_trials=marks[-1])
    return results


def main():
    names, seeds, marks = sys.argv[1].split(","), int(sys.argv[2]), [int(mark) for mark in sys.argv[3].split(",")]
    print(f"ready Optuna {optuna.__version__}", flush=True)
    columns = [f"{sampler}, {mark}" for mark in marks for sampler in SAMPLERS]
    for number, _ in enumerate(sys.stdin):
        if number == 0:
            print("| function | " + " | ".join(columns) + " |", flush=True)
        elif number == 1:
            print("| --- |" + " ---: |" * len(columns), flush=True)
        elif number - 2 < len(names):
            name = names[number - 2]
            found = {sampler: [regrets(name, sampler, seed, marks) for seed in range(seeds)] for sampler in SAMPLERS}
            cells = [f"{statistics.median(result[i] for result in found[sampler]):.3g}" for i in range(len(marks)) for sampler in SAMPLERS]
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
        else:
            print(flush=True)
            return


main()
