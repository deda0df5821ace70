"""Exchanges the weights of a network with PyTorch by safetensors files, written and read with Python's standard library.

python3 torch_tool.py write FILE   writes the state of a network that has learned a little
python3 torch_tool.py read FILE    reads the state from a file

Both print the network's outputs for inputs that the tests know.
"""

import json
import struct
import sys

import torch

DTYPES = {"F32": torch.float32, "I64": torch.int64}


def make():
    torch.manual_seed(1)
    parts = []
    for inputs, outputs in ((3, 5), (5, 4)):
        parts += [torch.nn.Linear(inputs, outputs, bias=False), torch.nn.BatchNorm1d(outputs), torch.nn.Tanh(), torch.nn.Dropout(0.5)]
    return torch.nn.Sequential(*parts, torch.nn.Linear(4, 2))


def learn(net):
    optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
    for _ in range(20):
        optimizer.zero_grad()
        x = torch.randn(16, 3)
        torch.nn.functional.mse_loss(net(x), x[:, :2]).backward()
        optimizer.step()


def write(net, path):
    learn(net)
    header, data = {}, b""
    for name, values in net.state_dict().items():
        begin = len(data)
        code = "f" if values.dtype == torch.float32 else "q"
        flat = values.flatten().tolist()
        data += struct.pack(f"<{len(flat)}{code}", *flat)
        header[name] = {"dtype": "F32" if code == "f" else "I64", "shape": list(values.shape), "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode("utf-8")
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def read(net, path):
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack_from("<Q", content)
    header, data = json.loads(content[8 : 8 + length]), content[8 + length :]
    header.pop("__metadata__", None)
    state = {}
    for name, entry in header.items():
        values = torch.frombuffer(bytearray(data[slice(*entry["data_offsets"])]), dtype=DTYPES[entry["dtype"]])
        state[name] = values.reshape(entry["shape"])
    net.load_state_dict(state)


network = make()
{"write": write, "read": read}[sys.argv[1]](network, sys.argv[2])
network.eval()
with torch.no_grad():
    json.dump(network(torch.arange(12.0).reshape(4, 3) / 6 - 1).flatten().tolist(), sys.stdout)
