"""Random inputs, in the domain of an operation and at a distance from the points where it has no derivative.

An input is a function of a generator and of the inputs made before it; the functions here make such functions.
"""

import torch

MARGIN = 0.05


def rounded(values, shape):
    """A tensor of double precision whose values are exact in single precision."""
    return torch.tensor(values, dtype=torch.float32).reshape(shape).double()


def uniform(shape, low=-2.0, high=2.0, away_from=(), margin=MARGIN):
    """Uniform on [low, high], without the neighbourhoods of some points."""

    def draw(random):
        while True:
            value = random.uniform(low, high)
            if all(abs(value - point) >= margin for point in away_from):
                return value

    return lambda random, previous: rounded([draw(random) for _ in range(count(shape))], shape)


def apart(shape, differences=(0.0,), low=-2.0, high=2.0):
    """Uniform, with a difference to the first input that is not near any of some numbers."""

    def draw(random, other):
        while True:
            value = random.uniform(low, high)
            if all(abs(value - other - difference) >= MARGIN for difference in differences):
                return value

    return lambda random, previous: rounded([draw(random, other) for other in previous[0].flatten().tolist()], shape)


def tied(shape):
    """Equal to the first input in every other place, apart from it elsewhere."""

    def make(random, previous):
        values = apart(shape)(random, previous).flatten()
        values[::2] = previous[0].flatten()[::2]
        return values.reshape(shape)

    return make


def distinct(shape):
    """In random order, no two within the margin of each other: a grid around 0 of which every point is moved a little."""

    def make(random, previous):
        places = random.sample(range(count(shape)), count(shape))
        return rounded([0.15 * (place - count(shape) / 2) + random.uniform(0, 0.09) for place in places], shape)

    return make


def repeated(shape):
    """Of few different values, so that the largest is attained several times."""
    return lambda random, previous: rounded([0.5 * random.randint(-2, 2) for _ in range(count(shape))], shape)


def either(shape, first, second):
    """One of two numbers in every place, both of them present."""

    def make(random, previous):
        values = [first, second] + [random.choice((first, second)) for _ in range(count(shape) - 2)]
        random.shuffle(values)
        return rounded(values, shape)

    return make


def log_probabilities(shape):
    """Logarithms of probability vectors along the last axis."""
    return lambda random, previous: uniform(shape)(random, previous).log_softmax(-1).float().double()


def probabilities(shape):
    """Probability vectors along the last axis, up to rounding to single precision."""
    return lambda random, previous: uniform(shape)(random, previous).softmax(-1).float().double()


def count(shape):
    product = 1
    for size in shape:
        product *= size
    return product
