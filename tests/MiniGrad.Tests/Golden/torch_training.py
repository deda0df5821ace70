"""Networks whose weights PyTorch writes to files, and ten steps of PyTorch's from there.

Run as python3 torch_training.py, with what make_golden.py needs. Each network is written in both precisions, with weights as PyTorch draws them, as
torch/NETWORK_PRECISION.pt (its state), .pth (a checkpoint, which holds the state among other things) and .safetensors. What becomes of it is in
torch_training.json: for SGD, SGD with momentum and Adam the loss before each of ten steps and the outputs after them. The loss is the mean squared error,
or of a classifier the cross entropy.
"""

import pathlib
from random import Random

import torch
from torch import nn

import safetensors_files
from inputs import uniform
from make_golden import write
from onnx_networks import OPTIMIZERS, PRECISIONS, STEPS, of
from operations import described, flat

BATCH = 8
FOLDER = pathlib.Path(__file__).with_name("torch")

# A network, the numbers of its inputs and outputs, and whether it is a classifier.
NETWORKS = {
    "tanh": (lambda: nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3)), 4, 3, False),
    "relu": (lambda: nn.Sequential(nn.Linear(6, 10), nn.ReLU(), nn.Linear(10, 10), nn.ReLU(), nn.Linear(10, 4)), 6, 4, True),
    "norm": (lambda: nn.Sequential(nn.Linear(5, 8, bias=False), nn.LayerNorm(8), nn.GELU(), nn.Linear(8, 2)), 5, 2, False),
}


def made(name, precision):
    torch.manual_seed(list(NETWORKS).index(name) + 1)
    torch.set_default_dtype(precision)
    module = NETWORKS[name][0]()
    torch.set_default_dtype(torch.float32)
    return module


def save(name, precision_name):
    state = made(name, PRECISIONS[precision_name]).state_dict()
    torch.save(state, str(FOLDER / f"{name}_{precision_name}.pt"))
    torch.save({"epoch": 3, "model_state_dict": state, "best": torch.tensor(0.5)}, str(FOLDER / f"{name}_{precision_name}.pth"))
    safetensors_files.save(FOLDER / f"{name}_{precision_name}.safetensors", state)


def batch(name):
    random = Random(name + ", training")
    _, features, outputs, is_classifier = NETWORKS[name]
    inputs = uniform((BATCH, features))(random, [])
    if is_classifier:
        return inputs, torch.tensor([random.randrange(outputs) for _ in range(BATCH)])
    return inputs, uniform((BATCH, outputs))(random, [])


def trained(name, precision):
    inputs, targets = (of(precision, value) for value in batch(name))
    loss_of = nn.functional.cross_entropy if NETWORKS[name][3] else nn.functional.mse_loss
    results = {}
    for optimizer_name, make in OPTIMIZERS.items():
        module, losses = made(name, precision), []
        optimizer = make(module.parameters())
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss = loss_of(module(inputs), targets)
            losses.append(loss.item())
            loss.backward()
            optimizer.step()
        results[optimizer_name] = {"losses": losses, "outputs": flat(module(inputs))}
    return results


def case(name):
    inputs, targets = batch(name)
    results = {key: trained(name, precision) for key, precision in PRECISIONS.items()}
    return {"name": name, "isClassifier": NETWORKS[name][3], "inputs": described(inputs), "targets": described(targets), **results}


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name in NETWORKS:
        for precision_name in PRECISIONS:
            save(name, precision_name)
    write("torch_training.json", {}, "networks", [case(name) for name in NETWORKS])
