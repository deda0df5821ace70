"""Counts the evaluations that scipy's L-BFGS-B takes until no element of the gradient is above 1e-5.

Run from anywhere as

    python3 minimizations.py

It needs scipy (written with 1.10) and writes minimizations.json beside itself: for each function the number of evaluations of
function and gradient, or null where scipy does not get there. The functions are those of LbfgsEvaluationTests.cs: sums of squares
from More, Garbow and Hillstrom, "Testing unconstrained optimization software" (1981), and fits. Gradients are exact but for rounding, by complex steps.
"""

import json
import pathlib

import numpy as np
import scipy
from scipy.optimize import fmin_l_bfgs_b

TOLERANCE = 1e-5
PAIRS = 10
LIMIT = 20000


def rosenbrock(x):
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def freudenstein_roth(x):
    a, b = x
    return (-13 + a + ((5 - b) * b - 2) * b) ** 2 + (-29 + a + ((b + 1) * b - 14) * b) ** 2


def powell_badly_scaled(x):
    return (1e4 * x[0] * x[1] - 1) ** 2 + (np.exp(-x[0]) + np.exp(-x[1]) - 1.0001) ** 2


def brown_badly_scaled(x):
    return (x[0] - 1e6) ** 2 + (x[1] - 2e-6) ** 2 + (x[0] * x[1] - 2) ** 2


def beale(x):
    return sum((y - x[0] * (1 - x[1] ** power)) ** 2 for power, y in ((1, 1.5), (2, 2.25), (3, 2.625)))


def himmelblau(x):
    return (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2


def jennrich_sampson(x):
    i = np.arange(1, 11)
    return np.sum((2 + 2 * i - (np.exp(i * x[0]) + np.exp(i * x[1]))) ** 2)


def box(x):
    t = 0.1 * np.arange(1, 11)
    return np.sum((np.exp(-t * x[0]) - np.exp(-t * x[1]) - x[2] * (np.exp(-t) - np.exp(-10 * t))) ** 2)


def powell_singular(x):
    a, b, c, d = x
    return (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4


def wood(x):
    a, b, c, d = x
    return 100 * (b - a ** 2) ** 2 + (1 - a) ** 2 + 90 * (d - c ** 2) ** 2 + (1 - c) ** 2 + 10 * (b + d - 2) ** 2 + 0.1 * (b - d) ** 2


def biggs(x):
    t = 0.1 * np.arange(1, 14)
    y = np.exp(-t) - 5 * np.exp(-10 * t) + 3 * np.exp(-4 * t)
    return np.sum((x[2] * np.exp(-t * x[0]) - x[3] * np.exp(-t * x[1]) + x[5] * np.exp(-t * x[4]) - y) ** 2)


def penalty(x):
    return 1e-5 * np.sum((x - 1) ** 2) + (np.sum(x ** 2) - 0.25) ** 2


def variably_dimensioned(x):
    weighted = np.sum(np.arange(1, len(x) + 1) * (x - 1))
    return np.sum((x - 1) ** 2) + weighted ** 2 + weighted ** 4


def broyden_tridiagonal(x):
    before, after = np.concatenate(([0], x[:-1])), np.concatenate((x[1:], [0]))
    return np.sum(((3 - 2 * x) * x - before - 2 * after + 1) ** 2)


def dixon_price(x):
    return (x[0] - 1) ** 2 + np.sum(np.arange(2, len(x) + 1) * (2 * x[1:] ** 2 - x[:-1]) ** 2)


def quadratic(condition):
    return lambda x: 0.5 * np.sum(condition ** (np.arange(len(x)) / (len(x) - 1)) * x ** 2)


def grid():
    return np.arange(20) / 19


def scaled_line(x):
    """A line whose slope is measured in thousandths."""
    t = 1000 * grid()
    return np.mean((x[0] + x[1] * t - (3 + 0.05 * t)) ** 2)


def polynomial(x):
    t = grid()
    return np.mean((x[0] + x[1] * t + x[2] * t ** 2 + x[3] * t ** 3 + x[4] * t ** 4 - np.exp(t)) ** 2)


def decay(x):
    t = 4 * grid()
    return np.mean((x[0] * np.exp(-x[1] * t) + x[2] - (5 * np.exp(-1.3 * t) + 0.5)) ** 2)


def large_decay(x):
    t = 100 * grid()
    return np.mean((x[0] * np.exp(-x[1] * t) - 2000 * np.exp(-0.03 * t)) ** 2)


def logistic(x):
    """With L2; the classes overlap."""
    t = grid()
    z = x[0] + x[1] * t + x[2] * t ** 2
    label = (np.arange(20) % 3 == 0) | (np.arange(20) > 14)
    return np.mean(np.log(1 + np.exp(z)) - label * z) + 0.005 * np.sum(x ** 2)


FUNCTIONS = {
    "Rosenbrock 2": (rosenbrock, [-1.2, 1]),
    "Rosenbrock 10": (rosenbrock, [-1.2, 1] * 5),
    "Freudenstein-Roth": (freudenstein_roth, [0.5, -2]),
    "Powell badly scaled": (powell_badly_scaled, [0, 1]),
    "Brown badly scaled": (brown_badly_scaled, [1, 1]),
    "Beale": (beale, [1, 1]),
    "Himmelblau": (himmelblau, [0, 0]),
    "Jennrich-Sampson": (jennrich_sampson, [0.3, 0.4]),
    "Box": (box, [0, 10, 20]),
    "Powell singular": (powell_singular, [3, -1, 0, 1]),
    "Wood": (wood, [-3, -1, -3, -1]),
    "Biggs": (biggs, [1, 2, 1, 1, 1, 1]),
    "Penalty 10": (penalty, range(1, 11)),
    "Variably dimensioned 10": (variably_dimensioned, [1 - j / 10 for j in range(1, 11)]),
    "Broyden tridiagonal 10": (broyden_tridiagonal, [-1] * 10),
    "Dixon-Price 10": (dixon_price, [1] * 10),
    "Quadratic 10": (quadratic(10.0), [1] * 10),
    "Quadratic 20, badly scaled": (quadratic(1e4), [1] * 20),
    "Line, badly scaled": (scaled_line, [0, 0]),
    "Polynomial": (polynomial, [0] * 5),
    "Decay": (decay, [1, 1, 0]),
    "Decay, badly scaled": (large_decay, [1000, 0.01]),
    "Logistic": (logistic, [0] * 3),
}


def evaluations(function, start):
    def both(x):
        gradient = [function(x + 1e-200j * unit).imag / 1e-200 for unit in np.eye(len(x))]
        return float(function(x)), np.array(gradient)

    _, _, end = fmin_l_bfgs_b(both, np.array(start, float), m=PAIRS, factr=0, pgtol=TOLERANCE, maxfun=LIMIT, maxiter=LIMIT)
    return end["funcalls"] if np.max(np.abs(end["grad"])) <= TOLERANCE else None


if __name__ == "__main__":
    counts = {name: evaluations(function, start) for name, (function, start) in FUNCTIONS.items()}
    path = pathlib.Path(__file__).with_name("minimizations.json")
    path.write_text(json.dumps({"scipy": scipy.__version__, "evaluations": counts}, indent=1) + "\n", encoding="utf-8")
    print(counts)
