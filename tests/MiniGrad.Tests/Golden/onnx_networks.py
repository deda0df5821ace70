"""Networks that PyTorch writes as ONNX files, and what becomes of them there.

Run as python3 onnx_networks.py, with what make_golden.py needs; later versions of PyTorch need the package onnx as well. Each network is
written with each opset in both precisions as onnx/NETWORK_OPSET_PRECISION.onnx, in inference, with constants folded, but for shared, and a
batch of any size. What it computes does not depend on the opset and is in onnx_networks.json: the outputs for its inputs, and for SGD, SGD with
momentum and Adam the loss before each of ten steps and the outputs after them. As in inference, batch normalization uses its averages while the network
learns, and dropout is gone. The loss is the mean squared error, or of a classifier the cross entropy.

All weights are drawn from the name of the network but those that are PyTorch's ones and zeros in equal, which it then writes once.
"""

import pathlib
from random import Random

import torch
from torch import nn

from inputs import uniform
from make_golden import write
from operations import described, flat

OPSETS = [9, 11, 13, 15, 16]
PRECISIONS = {"float": torch.float32, "double": torch.float64}
BATCH, STEPS = 8, 10
FOLDER = pathlib.Path(__file__).with_name("onnx")
OPTIMIZERS = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.05),
    "momentum": lambda parameters: torch.optim.SGD(parameters, lr=0.05, momentum=0.9),
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=0.01),
}


class Residual(nn.Module):
    """A transformer's block without attention, on [batch, 3, 6]: normalization before, GELU inside, and the input added."""

    def __init__(self):
        super().__init__()
        self.norm, self.wide, self.narrow = nn.LayerNorm(6), nn.Linear(6, 12), nn.Linear(12, 6)
        self.drop, self.last, self.head = nn.Dropout(0.3), nn.LayerNorm(6, eps=1e-3), nn.Linear(18, 2)

    def forward(self, x):
        x = x + self.drop(self.narrow(nn.functional.gelu(self.wide(self.norm(x)))))
        return self.head(torch.flatten(self.last(x), 1))


class Words(nn.Module):
    """Integers in, and the mean of their vectors."""

    def __init__(self):
        super().__init__()
        self.table, self.hidden, self.scores = nn.Embedding(11, 5), nn.Linear(5, 6), nn.Linear(6, 3)

    def forward(self, words):
        return self.scores(nn.functional.silu(self.hidden(self.table(words).mean(1))))


class Pair(nn.Module):
    """Two inputs, one of them integers, side by side and multiplied."""

    def __init__(self):
        super().__init__()
        self.table, self.gate, self.joined = nn.Embedding(4, 3), nn.Linear(3, 4), nn.Linear(7, 2)

    def forward(self, features, kind):
        vector = self.table(kind)
        return self.joined(torch.cat([features * torch.sigmoid(self.gate(vector)), vector], 1))


class Shared(nn.Module):
    """One layer applied twice, and a matrix that is used as it is and as its transpose."""

    def __init__(self):
        super().__init__()
        self.step, self.code = nn.Linear(4, 4), nn.Parameter(torch.zeros(4, 3))

    def forward(self, x):
        code = torch.tanh(self.step(torch.tanh(self.step(x)))) @ self.code
        return code @ self.code.t()


class Equal(nn.Module):
    """Normalizations and layers whose weights are the same numbers to begin with, and are not shared."""

    def __init__(self):
        super().__init__()
        self.one, self.first, self.two = nn.LayerNorm(4), nn.Linear(4, 4), nn.LayerNorm(4)
        self.second, self.three = nn.Linear(4, 4), nn.BatchNorm1d(4)

    def forward(self, x):
        return self.three(self.second(self.two(nn.functional.gelu(self.first(self.one(x))))))


def perceptron():
    return nn.Sequential(
        nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 8), nn.BatchNorm1d(8), nn.GELU(), nn.Linear(8, 6), nn.SiLU(),
        nn.LayerNorm(6), nn.Linear(6, 5, bias=False), nn.ELU(), nn.Linear(5, 3))


# A network, the shapes of its inputs, and whether it is a classifier; inputs that are integers are in INTEGERS with their limits.
NETWORKS = {
    "perceptron": (perceptron, {"x": (4,)}, True),
    "residual": (Residual, {"x": (3, 6)}, False),
    "words": (Words, {"words": None}, True),
    "pair": (Pair, {"features": (4,), "kind": None}, False),
    "shared": (Shared, {"x": (4,)}, False),
    "equal": (Equal, {"x": (4,)}, False),
}
# Folding would write a matrix and its transpose as two weights, which then are not shared any more.
UNFOLDED = ["shared"]
INTEGERS = {"words": ((7,), 11), "kind": ((), 4)}


def filled(name, precision):
    """The network with weights drawn from its name; of double precision those of single precision, too."""
    random, module = Random(name), NETWORKS[name][0]().eval()
    values = {}
    for key, value in module.state_dict().items():
        if key.endswith("num_batches_tracked") or name == "equal" and key.split(".")[0] in ("one", "two", "three"):
            continue
        spread = (0.5, 2) if key.endswith("running_var") else (0.5, 1.5) if value.dim() == 1 and key.endswith("weight") else (-0.8, 0.8)
        values[key] = uniform(tuple(value.shape), *spread)(random, [])
    if name == "equal":
        values["second.weight"], values["second.bias"] = values["first.weight"], values["first.bias"]
    module.load_state_dict(values, strict=False)
    return module.to(precision)


def batch(name):
    """Inputs and targets, in double precision or as integers."""
    random = Random(name + ", batch")
    inputs = {}
    for key, shape in NETWORKS[name][1].items():
        if key in INTEGERS:
            shape, limit = INTEGERS[key]
            inputs[key] = torch.tensor([random.randrange(limit) for _ in range(BATCH * max(1, *shape, 1))]).reshape(BATCH, *shape)
        else:
            inputs[key] = uniform((BATCH, *shape))(random, [])
    outputs = filled(name, torch.float64)(*inputs.values()).shape[1]
    if NETWORKS[name][2]:
        return inputs, torch.tensor([random.randrange(outputs) for _ in range(BATCH)])
    return inputs, uniform((BATCH, outputs))(random, [])


def of(precision, tensor):
    return tensor.to(precision) if tensor.is_floating_point() else tensor


def run(name, precision):
    """The outputs, and the losses and outputs of training by each optimizer."""
    inputs, targets = batch(name)
    inputs, targets = [of(precision, value) for value in inputs.values()], of(precision, targets)
    loss_of = nn.functional.cross_entropy if NETWORKS[name][2] else nn.functional.mse_loss
    trained = {}
    for optimizer_name, make in OPTIMIZERS.items():
        module, losses = filled(name, precision), []
        optimizer = make(module.parameters())
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss = loss_of(module(*inputs), targets)
            losses.append(loss.item())
            loss.backward()
            optimizer.step()
        trained[optimizer_name] = {"losses": losses, "outputs": flat(module(*inputs))}
    return {"outputs": described(filled(name, precision)(*inputs)), "trained": trained}


def export(name, opset, precision_name):
    precision = PRECISIONS[precision_name]
    inputs, _ = batch(name)
    torch.onnx.export(
        filled(name, precision), tuple(of(precision, value) for value in inputs.values()), str(FOLDER / f"{name}_{opset}_{precision_name}.onnx"),
        input_names=list(inputs), output_names=["scores"], opset_version=opset,
        do_constant_folding=name not in UNFOLDED, training=torch.onnx.TrainingMode.EVAL, dynamic_axes={key: {0: "batch"} for key in [*inputs, "scores"]})


def case(name):
    inputs, targets = batch(name)
    return {
        "name": name,
        "isClassifier": NETWORKS[name][2],
        "inputs": [{"name": key, **described(value), "isInteger": key in INTEGERS} for key, value in inputs.items()],
        "targets": flat(targets),
        "parameters": len(list(filled(name, torch.float64).parameters())),
        **{key: run(name, precision) for key, precision in PRECISIONS.items()},
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    for name in NETWORKS:
        for opset in OPSETS:
            for precision_name in PRECISIONS:
                export(name, opset, precision_name)
    write("onnx_networks.json", {"opsets": OPSETS}, "networks", [case(name) for name in NETWORKS])
