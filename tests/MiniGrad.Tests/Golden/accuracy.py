"""Computes what activations, losses and normalisations are, and their first and second derivatives, from their definitions in 350 digits.

Run from anywhere as

    python3 accuracy.py

It needs mpmath (written with 1.3) and nothing else, and writes accuracy.json beside itself: figures of more than 50 digits, rounded to 20.
The figures of a point x are f(x), f'(x) and f''(x); most points are exact in single precision too. Those of a row x are f(x), the gradient
of s = sum(f(x) * WEIGHTS), or of s = f for a loss, and the product of the Hessian of s with DIRECTION. Derivatives that no formula gives are
central differences with steps so small, and digits so many, that they agree with the derivative to more than 50 digits.
"""

import json
import pathlib
import struct

from mpmath import diff, erfc, exp, expm1, log, log1p, mp, mpf, nstr, sqrt, tanh

mp.dps = 350

SELU_ALPHA, SELU_LAMBDA = mpf(1.6732632423543772), mpf(1.0507009873554805)
WEIGHTS = [mpf(w) for w in (0.5, -1, 2, 0.25, 1.5)]
DIRECTION = [mpf(v) for v in (1, -0.5, 0.25, 2, -1)]
PROBABILITIES = [mpf(p) for p in (0.5, 0.25, 0.125, 0.0625, 0.0625)]
EPSILON = mpf(2) ** -17

SIZES = [1e-40, 1e-30, 1e-20, 1e-10, 1e-5, 1e-3, 0.0625, 0.3, 0.5, 0.625, 0.75, 1, 1.278, 1.5, 2, 3, 4, 5, 6, 7.5, 9, 10, 12, 14, 16, 17,
         18, 20, 25, 30, 36, 38, 40, 60, 80, 86, 88, 100, 103, 1e3, 1e10, 1e30]
DOUBLE_SIZES = [1e-300, 1e-150, 200.1, 300, 500, 700, 707, 709, 740, 1e100, 1e300]


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


POINTS = [0.0] + [sign * x for x in [single(x) for x in SIZES] + DOUBLE_SIZES for sign in (1, -1)]


def sigmoid(x):
    return 1 / (1 + exp(-x))


def softplus(x):
    return log1p(exp(x)) if x < 0 else x + log1p(exp(-x))


def bent(below, above):
    """f, f' and f'' of a function of two pieces; 0 belongs to the lower one."""
    return [lambda x, i=i: (above if x > 0 else below)(x)[i] for i in range(3)]


def elu(alpha, scale):
    return bent(lambda x: (scale * alpha * expm1(x), scale * alpha * exp(x), scale * alpha * exp(x)),
                lambda x: (scale * x, scale, mpf(0)))


def smooth(f):
    """Beyond 900 in size the derivatives are those of the straight line or the constant that the function has become."""
    def far(x, order):
        return mpf(1) if order == 1 and f in STRAIGHT and x > 0 else mpf(0)
    return [f] + [lambda x, n=n: diff(f, x, n) if abs(x) < 900 else far(x, n) for n in (1, 2)]


def gelu(x):
    if abs(x) > 1000:
        return max(x, mpf(0))
    return x * erfc(-x / sqrt(2)) / 2


def silu(x):
    return x * sigmoid(x)


STRAIGHT = (softplus, gelu, silu)


def binary_cross_entropy(t):
    t = mpf(t)
    return [lambda x: t * softplus(-x) + (1 - t) * softplus(x), lambda x: (1 - t) * sigmoid(x) - t * sigmoid(-x),
            lambda x: sigmoid(x) * sigmoid(-x)]


def huber():
    return [lambda x: x * x / 2 if abs(x) <= 1 else abs(x) - mpf(1) / 2, lambda x: max(-1, min(1, x)), lambda x: mpf(abs(x) <= 1)]


POINTWISE = {
    "sigmoid": smooth(sigmoid),
    "tanh": smooth(tanh),
    "relu": bent(lambda x: (mpf(0),) * 3, lambda x: (x, mpf(1), mpf(0))),
    "leaky relu": bent(lambda x: (x / 4, mpf(1) / 4, mpf(0)), lambda x: (x, mpf(1), mpf(0))),
    "elu": elu(mpf(1), mpf(1)),
    "selu": elu(SELU_ALPHA, SELU_LAMBDA),
    "gelu": smooth(gelu),
    "silu": smooth(silu),
    "softplus": smooth(softplus),
    "binary cross-entropy, no": binary_cross_entropy(0),
    "binary cross-entropy, yes": binary_cross_entropy(1),
    "binary cross-entropy, 1/4": binary_cross_entropy(0.25),
    "squared error": [lambda x: x * x, lambda x: 2 * x, lambda x: mpf(2)],
    "absolute error": [abs, lambda x: mpf((x > 0) - (x < 0)), lambda x: mpf(0)],
    "huber": huber(),
    "hinge": bent(lambda x: (1 - x, mpf(-1), mpf(0)), lambda x: (max(mpf(0), 1 - x), mpf(-1 if x < 1 else 0), mpf(0))),
}


def softmax(x):
    total = sum(exp(a) for a in x)
    return [exp(a) / total for a in x]


def log_softmax(x):
    largest = max(x)
    logarithm = log(sum(exp(a - largest) for a in x))
    return [a - largest - logarithm for a in x]


def normalize(x, centered=True):
    center = sum(x) / len(x) if centered else 0
    deviation = sqrt(sum((a - center) ** 2 for a in x) / len(x) + EPSILON)
    return [(a - center) / deviation for a in x]


ROWWISE = {
    "softmax": softmax,
    "log softmax": log_softmax,
    "cross-entropy": lambda x: -log_softmax(x)[0],
    "cross-entropy, smoothed": lambda x: -sum((mpf(7) / 8 * (i == 0) + mpf(1) / 40) * y for i, y in enumerate(log_softmax(x))),
    "cross-entropy, probabilities": lambda x: -sum(p * y for p, y in zip(PROBABILITIES, log_softmax(x))),
    "Kullback-Leibler divergence": lambda x: sum(p * (log(p) - y) for p, y in zip(PROBABILITIES, x)),
    "layer normalisation": normalize,
    "batch normalisation": normalize,
    "root mean square normalisation": lambda x: normalize(x, centered=False),
}
ROWS = [[1, 2, 4, -3, 0.5], [0, 0, 0, 0, 0], [40, 0, 1, -1, 0], [0, 40, 1, -1, 0], [20, 1, 0, -30, 3], [88, -88, 10, 0, 5],
        [10001, 10002, 10004, 9997, 10000.5], [1e-6, 2e-6, 4e-6, -3e-6, 5e-7], [1e15, 2e15, 4e15, -3e15, 5e14]]


def derivatives(f, x):
    def total(x):
        y = f(x)
        return sum(a * w for a, w in zip(y, WEIGHTS)) if isinstance(y, list) else y
    h = mpf(10) ** -130 * max(1, max(abs(a) for a in x))
    def moved(i, step, x):
        return [a + step * (j == i) for j, a in enumerate(x)]
    def gradient(x):
        return [(total(moved(i, h, x)) - total(moved(i, -h, x))) / (2 * h) for i in range(len(x))]
    after, before = [gradient([a + sign * h * v for a, v in zip(x, DIRECTION)]) for sign in (1, -1)]
    return gradient(x), [(a - b) / (2 * h) for a, b in zip(after, before)]


def text(value):
    # Derivatives by differences have an error of less than 1e-80 beside the largest.
    return "0" if abs(value) < mpf(10) ** -350 else nstr(value, 20, min_fixed=0, max_fixed=0)


def row(f, x):
    x = [mpf(single(a)) for a in x]
    y = f(x)
    first, second = derivatives(f, x)
    return {"x": [float(a) for a in x], "value": [text(a) for a in (y if isinstance(y, list) else [y])],
            "first": [text(a if abs(a) > mpf(10) ** -200 else mpf(0)) for a in first],
            "second": [text(a if abs(a) > mpf(10) ** -80 else mpf(0)) for a in second]}


def main():
    pointwise = [{"function": name, "points": [{"x": x, "figures": [text(f(mpf(x))) for f in figures]} for x in POINTS]}
                 for name, figures in POINTWISE.items()]
    rowwise = []
    for name, f in ROWWISE.items():
        rows = [x for x in ROWS if max(x) < 1e5 or "normalisation" in name]
        rowwise.append({"function": name, "rows": [row(f, x) for x in rows]})
    lines = ['{"pointwise":[', ",\n".join(json.dumps(case, separators=(",", ":")) for case in pointwise), '],"rowwise":[',
             ",\n".join(json.dumps(case, separators=(",", ":")) for case in rowwise), "]}"]
    pathlib.Path(__file__).with_name("accuracy.json").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
