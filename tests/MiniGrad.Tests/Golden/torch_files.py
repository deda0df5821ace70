"""Files that torch.save writes, and what the networks in them compute, in double precision.

The files are written to the folder torch beside this script; the random numbers of PyTorch are seeded by its place in the list. Weights are those in the file: of a network in half
precision, the outputs are those of its rounded weights in double precision. Kinds of networks:

mlp         nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2))
normalized  nn.Sequential(nn.Linear(3, 5, bias=False), nn.BatchNorm1d(5), nn.Tanh(), nn.Linear(5, 2)), in inference after some training
tied        layer = nn.Linear(4, 4); nn.Sequential(layer, nn.Tanh(), layer, nn.Linear(4, 2)): the weights of one layer under two names
lstm, gru   as in recurrent.py, of two layers in both directions and of one layer

Some files hold other things besides the state of a model, or the same in another form; whole.pt, old.pt, script.pt and list.pt are to be refused.

PyTorch writes addresses of its memory into old.pt and script.pt, so that no two are the same: these are made where they are absent only.
"""

import collections
import copy
import pathlib
from random import Random

import torch

from inputs import uniform
from operations import described

FOLDER = pathlib.Path(__file__).with_name("torch")
RECURRENT = {"lstm": (torch.nn.LSTM, dict(num_layers=2, bidirectional=True)), "gru": (torch.nn.GRU, {})}
FEATURES, HIDDEN, BATCH, TIME = 3, 4, 4, 5


def make(kind):
    if kind == "mlp":
        return torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.Tanh(), torch.nn.Linear(5, 2))
    if kind == "normalized":
        parts = torch.nn.Linear(3, 5, bias=False), torch.nn.BatchNorm1d(5), torch.nn.Tanh(), torch.nn.Linear(5, 2)
        return torch.nn.Sequential(*parts)
    if kind == "tied":
        layer = torch.nn.Linear(4, 4)
        return torch.nn.Sequential(layer, torch.nn.Tanh(), layer, torch.nn.Linear(4, 2))
    module, options = RECURRENT[kind]
    return module(FEATURES, HIDDEN, batch_first=True, **options)


def as_it_is(net):
    return net.state_dict()


def in_precision(precision):
    return lambda net: net.to(precision).state_dict()


def views(net):
    """The same values in odd places: a transposed weight, a weight of every other column, biases that are parts of one storage, one of them backed by another weight."""
    state = net.state_dict()
    shared = torch.cat([torch.full((3,), 9.0), state["0.bias"], state["2.bias"], torch.full((4,), 9.0)])
    wide = torch.full((2, 10), 9.0)
    wide[:, 1::2] = state["2.weight"]
    return collections.OrderedDict(
        [("0.weight", state["0.weight"].t().contiguous().t()), ("0.bias", shared[3:8]), ("2.weight", wide[:, 1::2]), ("2.bias", shared[8:10])]
    )


def repeated(net):
    """A bias whose elements are one element of the file, by a stride of 0."""
    with torch.no_grad():
        net[0].bias.fill_(0.25)
    state = net.state_dict()
    state["0.bias"] = torch.tensor(0.25).expand(5)
    return state


def checkpoint(net):
    """What is saved in the middle of training."""
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    net(torch.randn(6, 3)).square().sum().backward()
    optimizer.step()
    return {
        "epoch": 7,
        "model_state_dict": net.state_dict(),
        "optimizer_state_dict": optimizer.state_dict(),
        "best": torch.tensor(0.125),
        "history": [1.5, 0.5, (2, -70000, 2**40, 2**80)],
        "note": None,
        "size": net[0].weight.size(),
        "random": torch.get_rng_state()[:16],
    }


def two(net):
    """Two networks side by side."""
    other = copy.deepcopy(net)
    with torch.no_grad():
        for parameter in other.parameters():
            parameter.fill_(9.0)
    return {"ema": other.state_dict(), "nets": {"model": net.state_dict()}}


def parameters(net):
    """Parameters, not their values; one of them has an attribute, which older versions drop and newer ones save as a state."""
    net[0].weight.note = "first"
    return dict(net.named_parameters())


def save(path, content, **options):
    # The folder in the archive is called after the file.
    torch.save(content, str(path), **options)


NETWORKS = [
    ("mlp_float32.pt", "mlp", as_it_is, {}),
    ("mlp_float64.pth", "mlp", in_precision(torch.float64), {}),
    ("mlp_float16.pt", "mlp", in_precision(torch.float16), {}),
    ("mlp_bfloat16.pt", "mlp", in_precision(torch.bfloat16), {}),
    ("mlp_protocol4.pt", "mlp", as_it_is, {"pickle_protocol": 4}),
    ("normalized.pt", "normalized", as_it_is, {}),
    ("tied.pt", "tied", as_it_is, {}),
    ("lstm.pt", "lstm", as_it_is, {}),
    ("gru.pth", "gru", as_it_is, {}),
    ("views.pt", "mlp", views, {}),
    ("repeated.pt", "mlp", repeated, {}),
    ("parameters.pt", "mlp", parameters, {}),
    ("checkpoint.pth", "mlp", checkpoint, {}),
    ("two.pt", "mlp", two, {}),
]
ENTRIES = {"two.pt": "nets.model"}


def train(net):
    """So that the running averages are others than at the start."""
    for _ in range(5):
        net(torch.randn(8, 3))
    net.eval()


def network(name, kind, form, options):
    torch.manual_seed([row[0] for row in NETWORKS].index(name) + 1)
    net = make(kind)
    if kind == "normalized":
        train(net)
    save(FOLDER / name, form(net), **options)
    net = net.double()
    if kind in RECURRENT:
        inputs = uniform((BATCH, TIME, FEATURES))(Random(name), [])
        outputs, last = net(inputs)
        states = [last] if kind == "gru" else last
        more = {f"last{letter}": described(state) for letter, state in zip("HC", states)}
    else:
        inputs = uniform((6, net[0].in_features))(Random(name), [])
        outputs, more = net(inputs), {}
    entry = {"entry": ENTRIES[name]} if name in ENTRIES else {}
    return {"name": name, "kind": kind, **entry, "input": described(inputs), "outputs": described(outputs), **more}


def numbers(tensor):
    """As JSON has them."""
    return [float(value) for value in tensor.flatten().tolist()]


def types():
    """A tensor of each type."""
    torch.manual_seed(99)
    values = {
        "float64": torch.tensor([[0.1, -1e300], [2.5, 3.0]]),
        "float32": torch.tensor([[0.5, -1.25, 3.0]]),
        "float16": torch.tensor([0.5, -1.25, 65504.0]),
        "bfloat16": torch.tensor([0.5, -1.25, 3e38]),
        "int64": torch.tensor([[1], [-(2**40)]]),
        "int32": torch.tensor([1, -(2**31)]),
        "int16": torch.tensor([1, -(2**15)]),
        "int8": torch.tensor([1, -128]),
        "uint8": torch.tensor([1, 255]),
        "bool": torch.tensor([[True, False], [False, True]]),
    }
    tensors = {name: value.to(getattr(torch, name)) for name, value in values.items()}
    tensors["float64"] = torch.tensor([[0.1, -1e300], [2.5, 3.0]], dtype=torch.float64)
    more = {"empty": torch.zeros(0, 3), "scalar": torch.tensor(2.5), "complex64": torch.zeros(2, dtype=torch.complex64)}
    save(FOLDER / "types.pt", {**tensors, **more, "deep": [tensors["int8"].view(2, 1).expand(2, 3), {4: tensors["float32"].t()}]})
    tensors = {**tensors, "empty": more["empty"], "scalar": more["scalar"], "deep.0": tensors["int8"].view(2, 1).expand(2, 3), "deep.1.4": tensors["float32"].t()}
    return [{"name": name, "type": str(value.dtype).split(".")[1], "shape": list(value.shape), "values": numbers(value)} for name, value in tensors.items()]


def refused():
    """Files that hold something else."""
    torch.manual_seed(100)
    net = make("mlp")
    save(FOLDER / "whole.pt", net)
    save(FOLDER / "list.pt", list(net.parameters()))
    if not (FOLDER / "old.pt").exists():
        save(FOLDER / "old.pt", net.state_dict(), _use_new_zipfile_serialization=False)
    if not (FOLDER / "script.pt").exists():
        torch.jit.trace(torch.nn.Linear(3, 2), torch.zeros(1, 3)).save(str(FOLDER / "script.pt"))


def files():
    refused()
    return {"types": types()}, "networks", [network(*row) for row in NETWORKS]
