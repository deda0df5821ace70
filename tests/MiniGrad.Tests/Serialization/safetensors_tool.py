"""Reads and writes safetensors files with Python's standard library alone, independently of MiniGrad.

python3 safetensors_tool.py read FILE    prints what is in the file as JSON
python3 safetensors_tool.py write FILE   writes the file that the same JSON on standard input describes

Elements are given by their bits, as integers without a sign.
"""

import json
import struct
import sys

SIZES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U64": 8, "U32": 4, "U16": 2, "U8": 1, "BOOL": 1}


def unique(pairs):
    assert len({key for key, _ in pairs}) == len(pairs), "a key is there twice"
    return dict(pairs)


def read(path):
    with open(path, "rb") as file:
        content = file.read()
    (header_length,) = struct.unpack_from("<Q", content)
    data = content[8 + header_length :]
    header = json.loads(content[8 : 8 + header_length].decode("utf-8"), object_pairs_hook=unique)
    metadata = header.pop("__metadata__", {})
    arrays, covered = {}, []
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        size = SIZES[entry["dtype"]]
        count = 1
        for axis in entry["shape"]:
            count *= axis
        assert end - begin == count * size, name
        assert begin % size == 0, name
        covered.append((begin, end))
        bits = [int.from_bytes(data[at : at + size], "little") for at in range(begin, end, size)]
        arrays[name] = {"dtype": entry["dtype"], "shape": entry["shape"], "bits": bits}
    position = 0
    for begin, end in sorted(covered):
        assert begin == position, "a hole or an overlap"
        position = end
    assert position == len(data), "bytes that belong to no array"
    assert (8 + header_length) % 8 == 0, "numbers are not aligned"
    json.dump({"metadata": metadata, "arrays": arrays}, sys.stdout)


def write(path):
    content = json.load(sys.stdin)
    header, data = {"__metadata__": content["metadata"]}, b""
    for name, array in content["arrays"].items():
        begin = len(data)
        data += b"".join(value.to_bytes(SIZES[array["dtype"]], "little") for value in array["bits"])
        header[name] = {"dtype": array["dtype"], "shape": array["shape"], "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode("utf-8")
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


{"read": read, "write": write}[sys.argv[1]](sys.argv[2])
