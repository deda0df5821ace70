"""Runs of torch.optim.LBFGS with its strong-Wolfe line search, one iteration a step.

Every run is made twice, the second time from a start that is rounded otherwise: each of its numbers is larger or smaller by a
relative 1e-15. How far the two runs are apart after a step, its "spread", says how much of a difference between two
implementations is rounding: where an iteration leaves a curved valley, the method multiplies it many times over.
"""

from random import Random

import torch

from inputs import uniform
from operations import described, flat

PERTURBATION = 1e-15


def network():
    """The network, data and start of trajectories.py."""
    random = Random("trajectories")
    inputs, targets = uniform((8, 3))(random, []), uniform((8, 2), -1, 1)(random, [])
    start = [uniform(shape, -0.8, 0.8)(random, []) for shape in ((3, 5), (5,), (5, 2), (2,))]

    def loss(parameters):
        w0, b0, w1, b1 = parameters
        return torch.nn.functional.mse_loss(torch.tanh(inputs @ w0 + b0) @ w1 + b1, targets)

    return {"inputs": described(inputs), "targets": described(targets)}, start, loss


def rosenbrock(dimensions):
    start = torch.tensor([-1.2, 1.0] * (dimensions // 2), dtype=torch.float64)

    def loss(parameters):
        x = parameters[0]
        return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()

    return {}, [start], loss


def runs():
    exact = {"tolerance_grad": 0, "tolerance_change": 0}
    return [
        run("network", *network(), 200, {}),
        run("network, long history", *network(), 200, {"history_size": 100}),
        run("network, short history", *network(), 200, {"history_size": 3}),
        run("network, small rate", *network(), 200, {"lr": 0.3}),
        run("rosenbrock 2", *rosenbrock(2), 40, exact),
        run("rosenbrock 10", *rosenbrock(10), 80, exact),
    ]


def run(name, data, start, loss, steps, options):
    settings = {"lr": 1, "history_size": 10, "tolerance_grad": 1e-7, "tolerance_change": 1e-9, **options}
    random = Random("rounding")
    other = [p * (1 + PERTURBATION * torch.tensor([random.choice((-1.0, 1.0)) for _ in range(p.numel())], dtype=torch.float64).reshape(p.shape))
             for p in start]
    losses, states, evaluations = minimize(start, loss, steps, settings)
    _, other_states, _ = minimize(other, loss, steps, settings)
    return {
        "name": name,
        **data,
        "start": [described(p) for p in start],
        "learningRate": settings["lr"],
        "history": settings["history_size"],
        "gradientTolerance": settings["tolerance_grad"],
        "changeTolerance": settings["tolerance_change"],
        "losses": losses,
        "spreads": [spread(a, b) for a, b in zip(states, other_states)],
        "evaluations": evaluations,
        "states": [{"step": step, "parameters": [flat(p) for p in states[step - 1]]} for step in sorted({1, 5, 10, 20, 30, 50, 70, 100, steps}) if step <= steps],
    }


def minimize(start, loss, steps, settings):
    """The loss before each step, the parameters after it, and the number of evaluations by then."""
    parameters = [p.clone().requires_grad_() for p in start]
    optimizer = torch.optim.LBFGS(parameters, max_iter=1, line_search_fn="strong_wolfe", **settings)
    losses, states, evaluations = [], [], []
    calls = 0

    def closure():
        nonlocal calls
        calls += 1
        optimizer.zero_grad()
        value = loss(parameters)
        value.backward()
        return value

    for _ in range(steps):
        losses.append(optimizer.step(closure).item())
        states.append([p.detach().clone() for p in parameters])
        evaluations.append(calls)
    return losses, states, evaluations


def spread(state, other):
    """The largest relative difference; elements below a thousandth of the tensor's largest are judged as if they were that large."""
    return max(((a - b).abs() / a.abs().clamp(min=1e-3 * a.abs().max().item())).max().item() for a, b in zip(state, other))
