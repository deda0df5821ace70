"""Training trajectories: 200 steps of every variant of the optimizers, from the same start on the same data.

The network is 3-5-2: tanh(x @ w0 + b0) @ w1 + b1 with weights stored (in, out), and the loss is the mean squared error over all
elements of a batch of 8 rows, always the whole of it.
"""

from random import Random

import torch

from inputs import uniform
from operations import described, flat

STEPS = 200
RECORDED_STEPS = (1, 10, 50, 200)

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


# What PyTorch calls a setting of the file.
NAMES = {
    "learningRate": "lr", "learningRateDecay": "lr_decay", "weightDecay": "weight_decay", "momentumDecay": "momentum_decay",
    "epsilon": "eps", "smoothing": "alpha", "initialSum": "initial_accumulator_value"}
PAIRS = {"betas": ("beta1", "beta2"), "etas": ("decrease", "increase"), "step_sizes": ("smallestStep", "largestStep")}


def variant(optimizer, switches=None, names=NAMES, **settings):
    """The settings, which are numbers, and what makes the optimizer; switches are PyTorch's own and stand for the variant's name."""
    arguments = {names.get(name, name): value for name, value in settings.items() if not any(name in pair for pair in PAIRS.values())}
    for name, pair in PAIRS.items():
        if pair[0] in settings:
            arguments[name] = tuple(settings[part] for part in pair)
    return settings, lambda parameters: optimizer(parameters, **arguments, **(switches or {}))


def adam_like(optimizer, learningRate, beta1=0.9, beta2=0.999, epsilon=1e-8, weightDecay=0.0, **others):
    return variant(
        optimizer, learningRate=learningRate, beta1=beta1, beta2=beta2, epsilon=epsilon, weightDecay=weightDecay, **others)


def amsgrad(parameters, **arguments):
    return torch.optim.Adam(parameters, amsgrad=True, **arguments)


def nadam(parameters, **arguments):
    # Without foreach, version 1.13 computes not what it documents: it multiplies the product of the momenta by the last of them twice.
    # It keeps that product in the default precision.
    torch.set_default_dtype(torch.float64)
    return torch.optim.NAdam(parameters, foreach=True, **arguments)


def rms_prop(momentum=0.0, centered=False, weightDecay=0.0):
    return variant(
        torch.optim.RMSprop, {"centered": centered}, learningRate=0.005, smoothing=0.99 if momentum else 0.95,
        epsilon=1e-3 if momentum else 1e-2, momentum=momentum, weightDecay=weightDecay)


def ada_delta(weightDecay=0.0):
    return variant(
        torch.optim.Adadelta, names={**NAMES, "smoothing": "rho"}, learningRate=0.5, smoothing=0.9, epsilon=1e-4, weightDecay=weightDecay)


# The settings are such that a difference in the last digit of the start is still in the last three digits after 200 steps. Rules that
# divide by the size of gradients begin to toss about near a minimum, where nothing could be compared: with larger rates or faster averages.
#
# Weight decay is that of torch.optim: weight_decay·θ is added to the gradient, but for AdamW, which takes lr·weight_decay·θ off θ.
VARIANTS = {
    "sgd": variant(torch.optim.SGD, learningRate=0.1),
    "sgd heavy-ball": variant(torch.optim.SGD, learningRate=0.05, momentum=0.9),
    "sgd heavy-ball, weight decay": variant(torch.optim.SGD, learningRate=0.05, momentum=0.9, weightDecay=0.01),
    "sgd nesterov": variant(torch.optim.SGD, {"nesterov": True}, learningRate=0.05, momentum=0.9),
    "sgd nesterov, weight decay": variant(torch.optim.SGD, {"nesterov": True}, learningRate=0.05, momentum=0.9, weightDecay=0.01),
    "sgd exponential average": variant(MovingAverageSgd, learningRate=0.1, momentum=0.9),
    "adagrad": variant(torch.optim.Adagrad, learningRate=0.05, epsilon=1e-10),
    "adagrad, decays, initial sum": variant(
        torch.optim.Adagrad, learningRate=0.1, learningRateDecay=0.01, initialSum=0.1, epsilon=1e-8, weightDecay=0.01),
    "rmsprop": rms_prop(),
    "rmsprop, weight decay": rms_prop(weightDecay=0.01),
    "rmsprop momentum": rms_prop(0.8),
    "rmsprop centered": rms_prop(centered=True),
    "rmsprop centered momentum": rms_prop(0.8, True, 0.01),
    "adadelta": ada_delta(),
    "adadelta, weight decay": ada_delta(0.01),
    "adam": adam_like(torch.optim.Adam, 0.01),
    "adam other betas, weight decay": adam_like(torch.optim.Adam, 0.01, 0.8, 0.99, 1e-6, 0.01),
    "adamw": adam_like(torch.optim.AdamW, 0.01, weightDecay=0.1),
    "amsgrad": adam_like(amsgrad, 0.01, beta2=0.9),
    "amsgrad, weight decay": adam_like(amsgrad, 0.01, beta2=0.9, weightDecay=0.01),
    "adamax": adam_like(torch.optim.Adamax, 0.01),
    "adamax, weight decay": adam_like(torch.optim.Adamax, 0.01, 0.8, 0.99, 1e-6, 0.01),
    "nadam": adam_like(nadam, 0.01, momentumDecay=4e-3),
    "nadam, weight decay": adam_like(nadam, 0.005, 0.8, 0.99, 1e-6, 0.01, momentumDecay=0.02),
    "radam": adam_like(torch.optim.RAdam, 0.01),
    "radam, weight decay": adam_like(torch.optim.RAdam, 0.005, 0.8, 0.95, 1e-6, 0.01),
    "rprop": variant(torch.optim.Rprop, learningRate=0.01, decrease=0.5, increase=1.2, smallestStep=1e-6, largestStep=0.1),
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
