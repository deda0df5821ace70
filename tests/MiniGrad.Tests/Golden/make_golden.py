"""Computes what MiniGrad is compared with: values and gradients by PyTorch, and by scikit-learn for metrics, in double precision.

Run from anywhere as

    python3 make_golden.py

It needs PyTorch (written with 1.13) and scikit-learn (1.2) and nothing else, and writes these files beside itself:

operations.json    every operation variant of the test catalog: inputs, output, and the gradients of sum(output * weights)
                   in respect of the inputs; see operations.py
trajectories.json  200 steps of training by every variant of the optimizers; see trajectories.py
layers.json        training and inference with layers that normalise or look vectors up; see layers.py
lbfgs.json         runs of L-BFGS; see lbfgs.py
schedules.json     learning rates by PyTorch's schedulers, and by its reduction on a plateau; see schedules.py
recurrent.json     LSTM and GRU over sequences with their gradients, and two networks as safetensors files; see recurrent.py
torch_files.json   what the networks in files of torch.save compute, and the files, in the folder torch; see torch_files.py
metrics.json       what metrics are of random outputs, by scikit-learn; see metrics.py

random_metrics.py writes 1,000 smaller cases of metrics and curves by itself.

All are the same on every run: random numbers come from a generator seeded by the case's name, and numbers are written with
the digits that give the same double when read back. Every random number is first rounded to single precision, so that a test in
single precision starts from exactly the same inputs.
"""

import json
import pathlib
import platform

import sklearn
import torch

import layers
import lbfgs
import metrics
import operations
import recurrent
import schedules
import torch_files
import trajectories


def write(name, head, list_name, items):
    """Writes the head's entries, then the items under the list's name, one item a line."""
    versions = {"pytorch": torch.__version__, "python": platform.python_version()}
    lines = [f'"{key}": {compact(value)},' for key, value in {**versions, **head}.items()]
    lines += [f'"{list_name}": [', ",\n".join(compact(item) for item in items), "]"]
    path = pathlib.Path(__file__).with_name(name)
    path.write_text("{\n" + "\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{path.name}: {len(items)} {list_name}, {path.stat().st_size} bytes")


def compact(value):
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


if __name__ == "__main__":
    # One thread, so that no sum depends on how the work was split.
    torch.set_num_threads(1)
    write("operations.json", {}, "cases", operations.cases())
    write("trajectories.json", *trajectories.trajectories())
    write("layers.json", {}, "networks", layers.networks())
    write("lbfgs.json", {}, "runs", lbfgs.runs())
    write("schedules.json", *schedules.schedules())
    write("recurrent.json", *recurrent.recurrent())
    write("torch_files.json", *torch_files.files())
    write("metrics.json", {"scikit-learn": sklearn.__version__}, "cases", metrics.cases())
