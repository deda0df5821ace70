"""Recurrent layers: torch.nn.LSTM and torch.nn.GRU with one to three layers, in one direction or both, with and without lengths and an initial state.

Weights are drawn once for each network and stored once, by PyTorch's names and in its layout: rows in the order of the gates, i f g o of an LSTM, r z n of a GRU.
A case has a batch of four sequences of five steps, [batch, time, features]. Where it has lengths, they are not sorted, and the steps beyond them hold PADDING,
which must not matter: results there are 0. States are [layers * directions, batch, hidden]: layer by layer, forward before backward. Gradients are those of
L = sum(A * outputs) + sum(B * last h) + sum(C * last c) with the constants A, B and C of the case, in respect of the input, the given initial state and every weight.

Two networks are also written as safetensors files, by PyTorch's names and in single precision; what they compute is in double precision again.
"""

import pathlib
from random import Random

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import safetensors_files
from inputs import uniform
from operations import described, flat

FEATURES, HIDDEN, BATCH, TIME = 3, 4, 4, 5
LENGTHS = [5, 1, 3, 2]
PADDING = 7.5
KINDS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}
STATES = {"lstm": ("H", "C"), "gru": ("H",)}
SIDES = {False: "one direction", True: "both directions"}
NETWORKS = [(kind, layers, is_bidirectional) for kind in KINDS for layers in (1, 2, 3) for is_bidirectional in SIDES]
FILES = {"lstm_torch.safetensors": ("lstm", 2, True), "gru_torch.safetensors": ("gru", 1, False)}


def recurrent():
    """The networks' weights and the files' results, and the cases."""
    head = {
        "features": FEATURES,
        "hidden": HIDDEN,
        "networks": {title(*network): [{"name": name, **described(value)} for name, value in weights(*network).items()] for network in NETWORKS},
        "files": [file(name, *network) for name, network in FILES.items()],
    }
    return head, "cases", [case(*network, has_lengths, has_state) for network in NETWORKS for has_lengths in (False, True) for has_state in (False, True)]


def title(kind, layers, is_bidirectional):
    return f"{kind}, {layers} layer{'s' * (layers > 1)}, {SIDES[is_bidirectional]}"


def weights(kind, layers, is_bidirectional):
    random = Random(title(kind, layers, is_bidirectional))
    empty = KINDS[kind](FEATURES, HIDDEN, layers, bidirectional=is_bidirectional)
    return {name: uniform(tuple(value.shape), -0.8, 0.8)(random, []) for name, value in empty.named_parameters()}


def run(network, values, inputs, lengths, start, constants, precision):
    """Outputs and last states, and the gradients by name, in a precision."""
    kind, layers, is_bidirectional = network
    module = KINDS[kind](FEATURES, HIDDEN, layers, batch_first=True, bidirectional=is_bidirectional).to(precision)
    module.load_state_dict(values)
    inputs = inputs.to(precision).clone().requires_grad_()
    start = [state.to(precision).clone().requires_grad_() for state in start]
    given = None if not start else start[0] if kind == "gru" else tuple(start)
    if lengths is None:
        outputs, last = module(inputs, given)
    else:
        packed = pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False)
        outputs, last = module(packed, given)
        outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=TIME)
    results = [outputs, *([last] if kind == "gru" else last)]
    loss = sum((constant.to(precision) * result).sum() for constant, result in zip(constants, results))
    named = {"input": inputs, **{f"initial{letter}": state for letter, state in zip(STATES[kind], start)}, **dict(module.named_parameters())}
    return results, dict(zip(named, torch.autograd.grad(loss, list(named.values()))))


def is_near(single, double):
    """Whether single precision can tell the figures, a fifth of 1e-5 apart at most, to begin with.

    Elements below a tenth of the tensor's largest are judged as if they were that large: each is a sum over the steps, and with a thousand of them in a case,
    in some the terms always cancel. A test in single precision is to judge them so, too.
    """
    return bool(((single - double).abs() <= 2e-6 * double.abs().clamp(min=0.1 * double.abs().max().item())).all())


def case(kind, layers, is_bidirectional, has_lengths, has_state):
    """Inputs and constants that single precision can tell the figures of, and what the network makes of them."""
    network = kind, layers, is_bidirectional
    name = title(*network) + ", lengths" * has_lengths + ", initial state" * has_state
    random = Random(name)
    values = weights(*network)
    directions = 2 if is_bidirectional else 1
    state_shape = (layers * directions, BATCH, HIDDEN)
    lengths = LENGTHS if has_lengths else None
    while True:
        inputs = uniform((BATCH, TIME, FEATURES))(random, [])
        for row, length in enumerate(lengths or []):
            inputs[row, length:] = PADDING
        start = [uniform(state_shape, -1, 1)(random, []) for _ in STATES[kind]] if has_state else []
        constants = [uniform(shape)(random, []) for shape in [(BATCH, TIME, directions * HIDDEN)] + [state_shape] * len(STATES[kind])]
        results, gradients = run(network, values, inputs, lengths, start, constants, torch.float64)
        single_results, single_gradients = run(network, values, inputs, lengths, start, constants, torch.float32)
        if all(map(is_near, [*single_results, *single_gradients.values()], [*results, *gradients.values()])):
            break
    return {
        "name": name,
        "network": title(*network),
        "kind": kind,
        "layers": layers,
        "isBidirectional": is_bidirectional,
        **({"lengths": lengths} if lengths else {}),
        "input": described(inputs),
        **{f"initial{letter}": described(state) for letter, state in zip(STATES[kind], start)},
        "outputs": described(results[0]),
        **{f"last{letter}": described(state) for letter, state in zip(STATES[kind], results[1:])},
        "constants": [flat(constant) for constant in constants],
        "gradients": {key: flat(gradient) for key, gradient in gradients.items()},
    }


def file(name, kind, layers, is_bidirectional):
    """Writes PyTorch's state of a network as it is made by PyTorch; what it computes for an input."""
    torch.manual_seed(1)
    module = KINDS[kind](FEATURES, HIDDEN, layers, batch_first=True, bidirectional=is_bidirectional)
    safetensors_files.save(pathlib.Path(__file__).with_name(name), module.state_dict())

    inputs = uniform((BATCH, TIME, FEATURES))(Random(name), [])
    results, _ = run((kind, layers, is_bidirectional), module.state_dict(), inputs, None, [], [torch.ones(())], torch.float64)
    return {
        "name": name,
        "kind": kind,
        "layers": layers,
        "isBidirectional": is_bidirectional,
        "input": described(inputs),
        "outputs": described(results[0]),
        **{f"last{letter}": described(state) for letter, state in zip(STATES[kind], results[1:])},
    }
