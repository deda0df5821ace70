"""Training trajectories: 50 steps of every variant of the optimizers, from the same start on the same data.

The network is 3-5-2: tanh(x @ w0 + b0) @ w1 + b1 with weights stored (in, out), and the loss is the mean squared error over all
elements of a batch of 8 rows, always the whole of it.
"""

from random import Random

import torch

from inputs import uniform
from operations import described, flat

STEPS = 50
RECORDED_STEPS = (1, 10, 50)

SHAPES = {
    "layers.0.weight": (3, 5),
    "layers.0.bias": (5,),
    "layers.1.weight": (5, 2),
    "layers.1.bias": (2,),
}


class MovingAverageSgd:
    """m = γ·m + (1 - γ)·g from m = 0, then θ = θ - η·m.

    By hand, because PyTorch has no such optimizer: SGD(momentum=γ, dampening=1-γ) is the same but for its first step, where m is g.
    """

    def __init__(self, parameters, lr, momentum):
        self.parameters, self.lr, self.momentum = parameters, lr, momentum
        self.averages = [torch.zeros_like(p) for p in parameters]

    @torch.no_grad()
    def step(self):
        for p, m in zip(self.parameters, self.averages):
            m.copy_(self.momentum * m + (1 - self.momentum) * p.grad)
            p -= self.lr * m


def sgd(learning_rate, momentum=0.0, kind="heavy-ball", weight_decay=0.0):
    settings = {"optimizer": "sgd", "learningRate": learning_rate, "momentum": momentum, "momentumKind": kind, "weightDecay": weight_decay}
    if kind == "exponential average":
        return settings, lambda parameters: MovingAverageSgd(parameters, learning_rate, momentum)
    return settings, lambda parameters: torch.optim.SGD(
        parameters, learning_rate, momentum, weight_decay=weight_decay, nesterov=kind == "nesterov")


def adam(learning_rate, beta1, beta2, epsilon, weight_decay=0.0):
    settings = {
        "optimizer": "adam", "learningRate": learning_rate, "beta1": beta1, "beta2": beta2, "epsilon": epsilon, "weightDecay": weight_decay}
    return settings, lambda parameters: torch.optim.Adam(parameters, learning_rate, (beta1, beta2), epsilon, weight_decay)


# Weight decay is that of torch.optim.SGD and Adam: weight_decay·θ is added to the gradient.
VARIANTS = {
    "sgd": sgd(0.1),
    "sgd heavy-ball": sgd(0.05, 0.9),
    "sgd heavy-ball, weight decay": sgd(0.05, 0.9, weight_decay=0.01),
    "sgd nesterov": sgd(0.05, 0.9, "nesterov"),
    "sgd exponential average": sgd(0.1, 0.9, "exponential average"),
    "adam": adam(0.01, 0.9, 0.999, 1e-8),
    "adam other betas, weight decay": adam(0.01, 0.8, 0.95, 1e-6, 0.01),
}


def trajectories():
    """What the file says once (data and start), the name of its list, and the variants' trajectories."""
    random = Random("trajectories")
    inputs, targets = uniform((8, 3))(random, []), uniform((8, 2), -1, 1)(random, [])
    start = [uniform(shape, -0.8, 0.8)(random, []) for shape in SHAPES.values()]
    head = {
        "inputs": described(inputs),
        "targets": described(targets),
        "initial": [{"name": name, **described(values)} for name, values in zip(SHAPES, start)],
        "note": "PyTorch has no exponential average: that one is by its formula m = momentum*m + (1-momentum)*g, from m = 0.",
    }
    return head, "variants", [trajectory(name, *variant, inputs, targets, start) for name, variant in VARIANTS.items()]


def trajectory(name, settings, make_optimizer, inputs, targets, start):
    """The loss before each step, and all parameters (in the order of SHAPES) after some of the steps."""
    parameters = [p.clone().requires_grad_() for p in start]
    w0, b0, w1, b1 = parameters
    optimizer = make_optimizer(parameters)
    losses, recorded = [], []
    for step in range(1, STEPS + 1):
        for p in parameters:
            p.grad = None
        loss = torch.nn.functional.mse_loss(torch.tanh(inputs @ w0 + b0) @ w1 + b1, targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if step in RECORDED_STEPS:
            recorded.append({"step": step, "parameters": [flat(p) for p in parameters]})
    return {"name": name, "settings": settings, "losses": losses, "states": recorded}
