"""Layers that compute otherwise in training than in inference, or that others do not show: 12 steps of training by gradient descent, and what the network then
computes in inference.

Networks are of three layers: one of its own kind, the one to be tested, and a linear one. Weights of linear layers are stored (in, out), and parameters and
buffers go by MiniGrad's names. The loss is the mean squared error over all elements. Batches of 8 and of 5 rows alternate, so that unbiased variances differ.
"""

from random import Random

import torch
import torch.nn.functional as F

from inputs import uniform
from operations import described, flat, is_near, rms_norm

STEPS = 12
RECORDED_STEPS = (1, 2, STEPS)
LEARNING_RATE = 0.1


def batch_norm(p, x, training):
    return F.batch_norm(
        x, p["layers.1.running_mean"], p["layers.1.running_variance"], p.get("layers.1.weight"), p.get("layers.1.bias"), training, momentum=0.3, eps=1e-3)


def layer_norm(p, x, training):
    return F.layer_norm(x, x.shape[-1:], p["layers.1.weight"], p["layers.1.bias"], eps=1e-3)


def root_mean_square(p, x, training):
    return rms_norm(x, 1e-3) * p["layers.1.weight"]


def behind_linear(middle):
    """A network of the layer between two linear ones, of which the first has no bias, with tanh in front of the last."""
    return lambda p, x, training: torch.tanh(middle(p, x @ p["layers.0.weight"], training)) @ p["layers.3.weight"] + p["layers.3.bias"]


def embedding(p, x, training):
    return F.embedding(x.long(), p["layers.0.weight"]).flatten(1) @ p["layers.2.weight"] + p["layers.2.bias"]


def numbers(shape):
    """Whole numbers from 0 to 5, of which several are equal."""
    return lambda random, previous: torch.tensor([random.randint(0, 5) for _ in range(shape[0] * shape[1])], dtype=torch.float64).reshape(shape)


LINEAR = {"layers.0.weight": (3, 5), "layers.3.weight": (5, 2), "layers.3.bias": (2,)}
AFFINE = {"layers.1.weight": (5,), "layers.1.bias": (5,)}
STATISTICS = {"layers.1.running_mean": 0.0, "layers.1.running_variance": 1.0}

# Name: (function, shapes of parameters, starts of buffers, inputs).
NETWORKS = {
    "batch normalisation": (behind_linear(batch_norm), {**LINEAR, **AFFINE}, STATISTICS, uniform),
    "batch normalisation, not affine": (behind_linear(batch_norm), LINEAR, STATISTICS, uniform),
    "layer normalisation": (behind_linear(layer_norm), {**LINEAR, **AFFINE}, {}, uniform),
    "root mean square normalisation": (behind_linear(root_mean_square), {**LINEAR, "layers.1.weight": (5,)}, {}, uniform),
    "embedding": (embedding, {"layers.0.weight": (6, 2), "layers.2.weight": (6, 2), "layers.2.bias": (2,)}, {}, numbers),
}


def networks():
    """The trainings of all networks."""
    return [training(name, *network) for name, network in NETWORKS.items()]


def training(name, function, shapes, buffers, inputs):
    """A start and batches that single precision can tell the figures of (see `operations.is_near`), and what training makes of them."""
    random = Random(name)
    while True:
        batches = [(inputs((rows, 3))(random, []), uniform((rows, 2), -1, 1)(random, [])) for rows in (8, 5)]
        others = inputs((4, 3))(random, [])
        start = {key: uniform(shape, 0.5, 1.5)(random, []) for key, shape in shapes.items()}
        statistics = {key: torch.full((5,), value, dtype=torch.float64) for key, value in buffers.items()}
        losses, states, outputs = train(function, start, statistics, batches, others, torch.float64)
        single_losses, single_states, single_outputs = train(function, start, statistics, batches, others, torch.float32)
        figures = [losses, outputs, *(value for state in states.values() for value in state)]
        if all(map(is_near, [single_losses, single_outputs, *(value for state in single_states.values() for value in state)], figures)):
            break
    return {
        "name": name,
        "learningRate": LEARNING_RATE,
        "batches": [{"inputs": described(x), "targets": described(y)} for x, y in batches],
        "start": [{"name": key, **described(value)} for key, value in start.items()],
        "names": [*start, *statistics],
        "losses": flat(losses),
        "states": [{"step": step, "parameters": [flat(value) for value in state]} for step, state in states.items()],
        "inferenceInputs": described(others),
        "inferenceOutputs": described(outputs),
    }


def train(function, start, statistics, batches, others, precision):
    """In a precision: the loss before each step, parameters and buffers after some of the steps, and the output for other inputs in inference."""
    parameters = {key: value.to(precision).clone().requires_grad_() for key, value in start.items()}
    network = {**parameters, **{key: value.to(precision).clone() for key, value in statistics.items()}}
    losses, states = [], {}
    for step in range(1, STEPS + 1):
        x, y = batches[(step - 1) % 2]
        loss = F.mse_loss(function(network, x.to(precision), True), y.to(precision))
        gradients = torch.autograd.grad(loss, list(parameters.values()))
        with torch.no_grad():
            for value, gradient in zip(parameters.values(), gradients):
                value -= LEARNING_RATE * gradient
        losses.append(loss.detach())
        if step in RECORDED_STEPS:
            states[step] = [value.detach().clone() for value in network.values()]
    return torch.stack(losses), states, function(network, others.to(precision), False)
