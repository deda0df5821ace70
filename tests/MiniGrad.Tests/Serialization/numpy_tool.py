"""Reads and writes files of arrays with NumPy.

python3 numpy_tool.py read FILE      prints what is in the .npy or .npz file as JSON
python3 numpy_tool.py write FOLDER   writes one.npz (stored), two.npz (deflated) and files of every order and version that the JSON on standard input
                                     describes: NAME.npy as it is, NAME.big.npy big-endian, NAME.fortran.npy column-major, NAME.2.npy and NAME.3.npy

Elements are given by their bits, as integers without a sign.
"""

import json
import os
import sys

import numpy as np


def describe(array):
    bits = [int.from_bytes(element.tobytes(), sys.byteorder) for element in array.flat]
    return {"dtype": array.dtype.newbyteorder("<").str[1:], "shape": list(array.shape), "bits": bits}


def read(path):
    content = np.load(path, allow_pickle=False)
    arrays = {name: describe(content[name]) for name in content.files} if path.endswith(".npz") else {"": describe(content)}
    json.dump({"arrays": arrays}, sys.stdout)


def write(folder):
    arrays = {}
    for name, entry in json.load(sys.stdin)["arrays"].items():
        kind = np.dtype("<" + entry["dtype"])
        data = b"".join(value.to_bytes(kind.itemsize, "little") for value in entry["bits"])
        arrays[name] = np.frombuffer(data, kind).reshape(entry["shape"])
    np.savez(os.path.join(folder, "one.npz"), **arrays)
    np.savez_compressed(os.path.join(folder, "two.npz"), **arrays)
    for number, array in enumerate(arrays.values()):
        path = os.path.join(folder, str(number))
        np.save(path + ".npy", array)
        np.save(path + ".big.npy", array.byteswap().view(array.dtype.newbyteorder(">")))
        np.save(path + ".fortran.npy", np.asfortranarray(array))
        for version in (2, 3):
            with open(f"{path}.{version}.npy", "wb") as file:
                np.lib.format.write_array(file, array, version=(version, 0))


{"read": read, "write": write}[sys.argv[1]](sys.argv[2])
